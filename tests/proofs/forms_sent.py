"""The forms of a page, filled with texts and sent: what the site answers, whether it takes them or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import urldefrag, urlsplit

from django.db import transaction
from lxml import html

from tests.proofs.pages_apart import Made, made

TYPED = ("text", "search", "email", "url", "password", "date", "number", "tel")


class Form(NamedTuple):
    """A form of a page: where it is sent, and its fields with whether somebody types in them."""

    action: str
    fields: list[tuple[str, str, bool]]  # name, value as the page has it, whether it is typed

    def filled(self, texts: list[str]) -> dict[str, str]:
        """What is sent when the texts are typed into it, one after another."""
        own = cycle(texts)
        # Begun with what no name of an account may hold: hostile and harmless, it is refused alike.
        return {name: f"? {next(own)}" if typed else value for name, value, typed in self.fields}


def forms_of(page: Made) -> Iterator[Form]:
    """The forms in the main part of a page that are sent by POST, each with its first button pressed."""
    document = html.fromstring(page.body.decode())
    for form in document.xpath("//main//form[translate(@method, 'POST', 'post') = 'post']"):
        fields = [
            (each.name, each.value or "", each.tag == "textarea" or each.get("type", "text") in TYPED)
            for each in form.inputs
            if each.name and each.get("type") not in ("submit", "button", "file", "checkbox", "radio")
        ]
        chosen: dict[str, str] = {}
        for radio in form.xpath(".//input[@type = 'radio']"):
            chosen.setdefault(radio.get("name"), radio.get("value"))
        fields += [(name, value, False) for name, value in chosen.items()]
        for button in form.xpath(".//button[@name]")[:1]:
            fields.append((button.get("name"), button.get("value", ""), False))
        yield Form(form.get("action") or urlsplit(page.url).path, fields)


def sent(client: Any, form: Form, texts: list[str]) -> Made:
    """What is shown once the form was sent, and taken back: the answer, or where it leads."""
    with transaction.atomic():
        answer = client.post(form.action, form.filled(texts))
        if answer.status_code == 302:
            shown = made(client, urldefrag(answer.headers["Location"]).url)
        else:
            address, headers = urldefrag(form.action).url, dict(answer.headers.items())
            shown = Made(address, answer.status_code, headers, answer.getvalue())
        transaction.set_rollback(True)
    return shown


def each_once(found: Iterable[tuple[str, Form]]) -> list[tuple[str, Form]]:
    """Forms and who opens them; of those alike but for the digits in the names of their fields, the first."""
    alike: dict[tuple[str, ...], tuple[str, Form]] = {}
    for role, form in found:
        names = {"".join(filter(str.isalpha, name)) for name, _, _ in form.fields}
        alike.setdefault((form.action.split("/")[1], *sorted(names)), (role, form))
    return list(alike.values())
