"""Nothing typed is ever run or rendered as mark-up: pages, histories, differences, charts and files.

Every text field of every record is given payloads; every page is laid beside itself with harmless texts of
the same length. What a browser runs, what elements there are more of, what the policy had to refuse: none.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from recommendations.record_addresses import record_address, record_kinds
from tests.browser.records import Records
from tests.browser.test_every_page import LOOKS
from tests.proofs.conftest import Proved
from tests.proofs.hostile_words import (
    ROUNDS,
    Slot,
    fitting,
    harmless,
    harmless_text,
    hostile,
    shown,
    typed_fields,
    write,
)
from tests.proofs.pages_apart import Made, Shelf, made
from tests.proofs.payloads import PAYLOADS
from tests.proofs.sizes import size, whole_proof
from tracker.paper_import import keep_paper

pytestmark = [pytest.mark.browser, pytest.mark.looks]

SAMPLE = (
    "/reports/id-2022/6/", "/meetings/pab-2023-02-07/round/", "/history/update/pab-2022-11-02/id-2022/6/",
    "/performance/disproportionality/", "/papers/{changing}/", "/statuses/rag/amber/",
)  # fmt: skip
ON_NO_PAGE = {"Breakdown.name"}
IMAGE = "<img src=x onerror=hit()>"  # one payload that is seen at once, and leads nowhere else


def pages(records: Records) -> list[tuple[str, str]]:
    """Every page that opens by itself, and who opens it; a few of them in a sample."""
    found = {
        look.address: look.roles[-1]
        for look in LOOKS
        if look.act is None and look.roles[-1] in records.people and (whole_proof() or look.address in SAMPLE)
    }
    opened = [(address.format(**records._asdict()), role) for address, role in found.items()]
    return [*opened, *((address, "administrator") for address in histories() if whole_proof())]


def histories() -> list[str]:
    """The history of one record of each kind of which there is one."""
    kinds = record_kinds().items()
    newest = {name: kind.model._default_manager.order_by("pk").last() for name, kind in kinds}
    return [record_address(name, record) for name, record in newest.items() if record]


def as_written(slots: list[Slot], records: Records, act: Callable[[], Any]) -> Any:
    """What an act gives with these texts in the records, which are taken back."""
    with transaction.atomic():
        write(slots, records.people["administrator"])
        given = act()
        transaction.set_rollback(True)
    return given


def all_made(records: Records, client_of: Any) -> list[Made]:
    clients = {role: client_of(person) for role, person in records.people.items()}
    return [made(clients[role], url) for url, role in pages(records)]


@pytest.mark.parametrize("round_", range(size(1, ROUNDS)))
def test_no_page_runs_or_renders_what_was_typed(
    round_: int, office: Records, client_of: Any, shelf: Shelf, settings: Any, proved: Proved
) -> None:
    settings.PUBLIC_PAGES = True
    slots = hostile(round_)
    ours = as_written(slots, office, lambda: all_made(office, client_of))
    twins = as_written(harmless(slots), office, lambda: all_made(office, client_of))
    faults, texts = [], 0
    for page, twin in zip(ours, twins, strict=True):
        assert page.status == twin.status, page.url
        texts += len(shown(page.body.decode()))
        faults += [f"{page.url}: {fault}" for fault in shelf.show(page).faults(shelf.show(twin))]
    assert faults == []
    assert not whole_proof() or nowhere(slots, ours) == ON_NO_PAGE
    proved("hostile texts shown on pages, run or rendered or refused", texts, len(faults))


def nowhere(slots: list[Slot], given: list[Made]) -> set[str]:
    """The fields of which no page shows a text."""
    seen = set().union(*(shown(page.body.decode()) for page in given))
    return {slot.named for slot in slots} - {slot.named for slot in slots if slot.number in seen}


def test_in_all_rounds_each_field_is_given_each_payload_that_it_takes(office: Records) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for round_ in range(ROUNDS):
        for slot in hostile(round_):
            given[slot.named].update(payload for payload in PAYLOADS if payload in slot.text)
    takes = {
        f"{model.__name__}.{field.name}": set(fitting(field.max_length))
        for model, fields in typed_fields().items()
        for field in fields
        if model._default_manager.exists()
    }
    assert {name: payloads - given[name] for name, payloads in takes.items() if payloads - given[name]} == {}
    assert sum(payloads == set(PAYLOADS) for payloads in takes.values()) > len(takes) / 2
    first = {slot.named: slot.text for slot in hostile(0)}
    assert any(payload not in first["Scheme.name"] for payload in takes["Scheme.name"]), "one is not enough"


def tracker(texts: tuple[str, ...]) -> bytes:
    """A tracker of somebody else's, as CSV, with these texts in every cell, its headings and its name."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Ref", "Recommendation", "Owner", "Position", "Progress", *texts[:3]])
    for number, text in enumerate(texts, 1):
        others = [texts[(number + step) % len(texts)] for step in range(6)]
        writer.writerow([number, text, others[0], texts[number % 5], *others[1:5]])
    return out.getvalue().encode()


def test_nor_what_a_file_holds_that_waits_to_be_read(
    office: Records, client_of: Any, shelf: Shelf, proved: Proved
) -> None:
    person = office.people["administrator"]
    client, seen = client_of(person), []
    tame = tuple(f"{harmless_text(text)}x" for text in PAYLOADS)
    for texts in (tuple(f"{text}x" for text in PAYLOADS), tame):
        paper = keep_paper(name=f"{texts[PAYLOADS.index(IMAGE)]}.csv", data=tracker(texts), by=person)
        page = made(client, f"/papers/{paper.key}/")
        assert page.status == 200
        seen.append(shelf.show(page))
    faults = seen[0].faults(seen[1])
    assert faults == []
    proved("hostile cells of a file on the page that shows its plan", len(PAYLOADS), len(faults))


@pytest.mark.parametrize(
    ("page", "guard"),
    [
        ("/reports/id-2022/6/", "django.template.base.conditional_escape"),
        ("/reports/id-2022/", "recommendations.tables.escape"),
        ("/reports/id-2022/6/", "recommendations.text.escape"),
    ],
)
def test_without_escaping_it_would_be_seen(
    page: str, guard: str, office: Records, client_of: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(office.people["administrator"])
    slots = [slot._replace(text=f"{IMAGE} {n}") for n, slot in enumerate(hostile(0)) if len(slot.text) > 40]
    with monkeypatch.context() as patch:
        patch.setattr(guard, lambda text, *rest, **more: str(text))
        raw = as_written(slots, office, lambda: made(client, page))
    twin = shelf.show(as_written(harmless(slots), office, lambda: made(client, page)))
    guarded = shelf.show(raw)
    assert guarded.elements - twin.elements, "the elements of the texts are there"
    assert guarded.refused, "the policy refused them"
    assert guarded.hits == 0
    assert shelf.show(raw, policy=False).hits > 0, "without the policy they run"
