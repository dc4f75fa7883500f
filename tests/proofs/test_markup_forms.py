"""Nor does a page that answers a form: what was typed and refused, what was taken, and where that leads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.records import Records
from tests.proofs.conftest import Proved
from tests.proofs.forms_sent import Form, each_once, forms_of, sent
from tests.proofs.hostile_words import MOST, harmless_text
from tests.proofs.pages_apart import Shelf, made
from tests.proofs.payloads import PAYLOADS
from tests.proofs.sizes import size, whole_proof
from tests.proofs.test_markup import IMAGE, pages

pytestmark = [pytest.mark.browser, pytest.mark.looks]

TEXTS = [" ".join(PAYLOADS[first : first + MOST]) for first in range(0, len(PAYLOADS), MOST)]
ACCOUNTS = "/accounts/people/new/"


def forms(records: Records, client_of: Any) -> list[tuple[str, Form]]:
    """Every form of every page, once each, with who opens it."""
    opened = [*pages(records), *([] if whole_proof() else [(ACCOUNTS, "administrator")])]
    return each_once(
        (role, form) for url, role in opened for form in forms_of(made(client_of(records.people[role]), url))
    )


@pytest.mark.parametrize("turn", range(size(1, len(TEXTS))))
def test_no_form_sent_runs_or_renders_what_was_typed(
    turn: int, office: Records, client_of: Any, shelf: Shelf, settings: Any, proved: Proved
) -> None:
    settings.PUBLIC_PAGES = True
    texts = TEXTS[turn:] + TEXTS[:turn]
    tame = [harmless_text(text) for text in texts]
    faults, typed, answered = [], 0, set()
    for role, form in forms(office, client_of):
        typed += sum(typed for _, _, typed in form.fields)
        ours, twin = (sent(client_of(office.people[role]), form, each) for each in (texts, tame))
        assert ours.status == twin.status, form.action
        answered.add(ours.status)
        faults += [f"{form.action}: {fault}" for fault in shelf.show(ours).faults(shelf.show(twin))]
    assert faults == []
    assert answered >= {200, 422}, "some are taken, some refused"
    proved("hostile texts typed into forms and sent, run or rendered or refused", typed, len(faults))


def test_without_escaping_a_refused_form_would_show_it(
    office: Records, client_of: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    administrator = client_of(office.people["administrator"])
    (form,) = forms_of(made(administrator, ACCOUNTS))
    twin = shelf.show(sent(administrator, form, [harmless_text(IMAGE)]))
    with monkeypatch.context() as patch:
        patch.setattr("django.template.base.conditional_escape", str)
        raw = sent(administrator, form, [f'">{IMAGE}'])
    assert any(fault.startswith("added") for fault in shelf.show(raw).faults(twin))
    assert shelf.show(raw, policy=False).hits > 0
