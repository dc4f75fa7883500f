"""Which tables keep history, and which columns of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

# What a history row holds beside the columns of its record: simple-history's own, and ours.
FACTS = (
    "history_date",
    "history_type",
    "history_user_id",
    "history_change_reason",
    "history_paper_id",
    "history_page",
)
# Of these, those that may hold a person's name, and so may be changed by a redaction.
TEXTS = ("history_change_reason", "history_page")
CHAIN, FORMS = "recommendations_chainlink", "recommendations_chainform"


class Kept(NamedTuple):
    """A table whose rows keep history in another one.

    `columns` stand in both, `own` are all columns of the record itself. `form` are all columns of the
    history table, in the order in which the chain covers them; `moments` those that hold a moment.
    """

    model: Any
    table: str
    history: str
    columns: tuple[str, ...]
    own: tuple[str, ...]
    form: tuple[str, ...]
    moments: frozenset[str]

    @property
    def history_model(self) -> Any:
        """The model of its history rows."""
        return getattr(self.model, self.model._meta.simple_history_manager_attribute).model


def kept_tables() -> list[Kept]:
    """All tables that keep history, in the order of their names."""
    found = [
        kept(model) for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")
    ]
    return sorted(found, key=lambda each: each.table)


def kept(model: Any) -> Kept:
    """What the triggers have to know of one model that keeps history."""
    history = getattr(model, model._meta.simple_history_manager_attribute).model
    own = tuple(field.column for field in model._meta.concrete_fields)
    fields = history._meta.concrete_fields
    form = tuple(field.column for field in fields)
    moments = frozenset(str(field.column) for field in fields if isinstance(field, models.DateTimeField))
    columns = tuple(column for column in own if column in form)
    return Kept(model, model._meta.db_table, history._meta.db_table, columns, own, form, moments)
