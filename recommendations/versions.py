"""Forms that know which version of a record they show, and the page that shows two edits of one record.

A form that changes a record is a VersionedForm; its view hands `form.changes` to `save_changes` and answers
Stale with `conflict_page`. Where a person is shown both texts, `keep-FIELD` says which is to be saved:
`mine`, as the field itself holds it, `theirs`, or `both`, as `both-FIELD` holds it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recommendations.actions.versions import Clash, Stale, newest_version
from recommendations.merging import END, MINE, THEIRS, Merged, marks_in, merge
from recommendations.text import word_diff

SETTLE = f"Both of you changed the places marked {THEIRS}…{END}{MINE}…{END}. Write there what is meant."


class VersionedForm(forms.ModelForm):
    """A form of one record that begins with its newest version, and says which that is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self, data: Any = None, files: Any = None, *, instance: Any = None, initial: Any = None, **kwargs: Any
    ) -> None:
        known = instance is not None and instance.pk is not None
        if known:
            if data is not None:
                data = self._as_chosen(data.copy(), instance)
            # The version and the texts are of one row: what is saved in between cannot come between them.
            newest = newest_version(instance)
            shown = {name: getattr(newest or instance, _column(instance, name)) for name in self.names()}
            initial = {**shown, "version": newest.history_id if newest else 0, **(initial or {})}
        super().__init__(data, files, instance=instance, initial=initial, **kwargs)
        if not known:
            del self.fields["version"]

    @classmethod
    def names(cls) -> list[str]:
        """The record's fields that the form changes."""
        return list(cls._meta.fields or ())

    @property
    def changes(self) -> dict[str, Any]:
        """What a valid form holds, as `save_changes` takes it."""
        columns = [_column(self.instance, name) for name in self.names()]
        values = {column: getattr(self.instance, column) for column in columns}
        return {"record": self.instance, "values": values, "version": self.cleaned_data["version"] or 0}

    def clean(self) -> dict[str, Any]:
        """No text in which a place that both changed is still marked."""
        data = super().clean() or {}
        for name, value in list(data.items()):
            if isinstance(value, str) and marks_in(value):
                self.add_error(name, SETTLE)
        return data

    def show_both(self, stale: Stale) -> None:
        """Begin anew with what somebody else saved, but for what the person typed: saving then decides."""
        typed: Any = self.data
        typed["version"] = str(stale.version.history_id)
        for name in self.names():
            if _column(self.instance, name) in stale.left:
                typed[name] = _sent(stale.version, self.instance, name)

    def _as_chosen(self, data: Any, instance: Any) -> Any:
        """What was sent, with the text that the person chose of two in the place of their own."""
        version = data.get("version", "")
        seen = instance.history.filter(history_id=version).first() if version.isdecimal() else None
        for name in self.names():
            choice = data.pop(f"keep-{name}", [""])[-1]
            both = data.pop(f"both-{name}", [""])[-1]
            if choice == "theirs" and seen is not None:
                data[name] = _sent(seen, instance, name)
            elif choice == "both":
                data[name] = both
        return data


class Edits(NamedTuple):
    """Two edits of one field, as a page shows them: each marked against what both began with."""

    field: Any  # the form's field; mine is in it
    label: Any
    theirs: str
    mine: str
    merged: Merged | None


def conflict_page(
    request: HttpRequest, form: VersionedForm, stale: Stale, *, heading: str, section: str
) -> HttpResponse:
    """Both texts, who saved and when, and what they would be together. Nothing was written."""
    edits = [_edits(form, clash) for clash in stale.clashes]
    names = {edit.field.name for edit in edits}
    form.show_both(stale)
    context = {
        "form": form,
        "edits": edits,
        "others": [field for field in form if field.name not in names],
        "version": stale.version,
        "who": who_saved(stale.version, request.user),
        "heading": heading,
        "section": section,
    }
    return render(request, "conflict.html", context, status=409)


def who_saved(version: Any, person: Any) -> str:
    """Whoever saved a version, as the person is told who looks at it."""
    user = version.history_user if version is not None else None
    if user is None:
        return "somebody else"
    return "you, in another window," if user == person else str(user)


def _edits(form: VersionedForm, clash: Clash) -> Edits:
    field = next(name for name in form.names() if _column(form.instance, name) == clash.name)
    bound, model_field = form[field], form.instance._meta.get_field(field)
    base, mine, theirs = (_words(bound, value) for value in (clash.base, clash.mine, clash.theirs))
    is_text = isinstance(model_field, models.TextField)
    merged = merge(base, mine, theirs) if is_text else None
    return Edits(bound, bound.label, word_diff(base, theirs), word_diff(base, mine), merged)


def _words(bound: Any, value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%-d %B %Y, %H:%M}"
    if hasattr(value, "isoformat"):
        return f"{value.day} {value:%B %Y}"
    choices = {str(code): str(label) for code, label in getattr(bound.field, "choices", [])}
    return choices.get(str(value), str(value))


def _column(record: Any, name: str) -> str:
    column: str = record._meta.get_field(name).attname
    return column


def _sent(version: Any, record: Any, name: str) -> str:
    """A version's value as a form sends it."""
    value = getattr(version, _column(record, name))
    return "" if value is None else str(value)
