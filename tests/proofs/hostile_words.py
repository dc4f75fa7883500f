"""Payloads into every text field of every record, and their harmless twins: as long, with the same spaces.

Each text ends in a token of its own, so that a page can be asked which texts it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, cycle, islice
from random import Random
from typing import Any, NamedTuple

from django.apps import apps
from django.core.validators import RegexValidator
from django.db.models import CharField, Field, Model, TextField

from recommendations.history import acting
from recommendations.models import Paper, User
from tests.proofs.payloads import PAYLOADS
from tests.proofs.sizes import SEED

TOKEN = re.compile(r"z(\d+)z")
MOST = 6  # payloads in one text without a limit
LONGEST_TOKEN = len(" z9999z")
ROUNDS = 17  # after which every field of the records that are looked at was given every payload it takes
# What the program writes of itself, which nobody types: tables, digests, addresses.
OWN = {"ChainForm", "ChainLink", "FormKey", "Tombstone", "Publication", "Session"}
NOT_TYPED = {"User.password", "Paper.read_by"}


class Slot(NamedTuple):
    """One field of one row, and the text that is put there."""

    model: type[Model]
    field: str
    pk: Any
    text: str

    @property
    def named(self) -> str:
        return f"{self.model.__name__}.{self.field}"

    @property
    def number(self) -> int:
        return int(TOKEN.findall(self.text)[-1])


def typed_fields() -> dict[type[Model], list[Field[Any, Any]]]:
    """The fields that hold what people type, or what a paper says, by model."""
    found: dict[type[Model], list[Field[Any, Any]]] = {}
    for app in ("recommendations", "performance"):
        for model in apps.get_app_config(app).get_models():
            if hasattr(model, "history_id") or model.__name__ in OWN:
                continue
            fields = [field for field in model._meta.fields if _is_typed(model, field)]
            if fields:
                found[model] = fields
    return found


def _is_typed(model: type[Model], field: Any) -> bool:
    patterned = any(isinstance(validator, RegexValidator) for validator in field.validators)
    named = f"{model.__name__}.{field.name}" in NOT_TYPED
    return isinstance(field, CharField | TextField) and not (patterned or named or field.choices)


def hostile(round_: int) -> list[Slot]:
    """What every field of every row is given in one round; in all rounds each field is given each payload."""
    numbers, slots = count(1), []
    for model, fields in typed_fields().items():
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for field in fields:
            texts = _texts(f"{SEED} {model.__name__} {field.name}", field.max_length)
            theirs = islice(texts, round_ * len(keys), (round_ + 1) * len(keys))
            slots += [
                Slot(model, field.name, key, f"{text} z{next(numbers)}z")
                for key, text in zip(keys, theirs, strict=True)
            ]
    return slots


def fitting(limit: int | None) -> list[str]:
    """The payloads that a field of so many characters takes beside its token."""
    return [payload for payload in PAYLOADS if len(payload) <= _room(limit)]


def _room(limit: int | None) -> int:
    return (limit or 10_000) - LONGEST_TOKEN


def _texts(seed: str, limit: int | None) -> Iterator[str]:
    """All payloads that fit over and over, in an order of this field; up to six in one text."""
    own = fitting(limit)
    deck = cycle(Random(seed).sample(own, len(own)))
    following = next(deck)
    while True:
        text = following
        following = next(deck)
        for _ in range(MOST - 1):
            if len(text) + 1 + len(following) > _room(limit):
                break
            text, following = f"{text} {following}", next(deck)
        yield text


def harmless(slots: list[Slot]) -> list[Slot]:
    """The twins of what is put into the records."""
    return [slot._replace(text=harmless_text(slot.text)) for slot in slots]


def harmless_text(text: str) -> str:
    """Letters, digits, spaces and hyphens as they are, an x for everything else."""
    return re.sub(r"[^\w\s.,-]|_", "x", text)


def write(slots: list[Slot], by: User) -> None:
    """Put the texts into the records, with history, as one act."""
    rows: dict[type[Model], dict[Any, Any]] = {}
    for slot in slots:
        held = rows.setdefault(slot.model, slot.model._default_manager.in_bulk())
        setattr(held[slot.pk], slot.field, slot.text)
    with acting(by=by, why=slots[0].text[:200], page="/"):
        for model, held in rows.items():
            names = [field.name for field in typed_fields()[model]]
            model._default_manager.bulk_update(held.values(), names, batch_size=200)
        for paper in Paper.objects.all():
            paper.losses = [[slot.text for slot in slots[:3]]]
            paper.save(update_fields=["losses"])


def shown(page: str) -> set[int]:
    """The numbers of the texts that a page shows."""
    return {int(number) for number in TOKEN.findall(page)}
