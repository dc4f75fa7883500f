"""Payloads into every text field of every record, and their harmless twins: as long, with the same spaces.

Each text ends in a token of its own, so that a page can be asked which texts it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
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
# What the program writes of itself, which nobody types: tables, digests, addresses.
OWN = {"ChainForm", "ChainLink", "FormKey", "Tombstone", "Publication"}
NOT_TYPED = {"User.password", "Paper.read_by"}


class Slot(NamedTuple):
    """One field of one row, and the text that is put there."""

    model: type[Model]
    field: str
    pk: Any
    text: str


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
    """What every field of every row is given in one round; in time each field is given each payload."""
    numbers, slots = count(1), []
    for model, fields in typed_fields().items():
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for field in fields:
            deck = _deck(f"{SEED} {model.__name__} {field.name}", round_ * len(keys))
            slots += [
                Slot(model, field.name, key, _text(deck, field.max_length, next(numbers))) for key in keys
            ]
    return slots


def _deck(seed: str, start: int) -> Iterator[str]:
    """All payloads over and over, in an order of this field, from where the round before left off."""
    order = Random(seed).sample(PAYLOADS, len(PAYLOADS))
    return (order[index % len(order)] for index in count(start))


def _text(deck: Iterator[str], limit: int | None, number: int) -> str:
    """As many payloads as the field takes, up to six; where the next one is too long, one that is not."""
    token = f" z{number}z"
    room = (limit or 10_000) - len(token)
    text = next(payload for payload in deck if len(payload) <= room)
    for payload, _ in zip(deck, range(MOST - 1), strict=False):
        if len(text) + 1 + len(payload) > room:
            break
        text += f" {payload}"
    return text + token


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
