"""Forms of the plan page: how a file is read, and the fields of one record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from recommendations.forms import helper
from recommendations.models import Body, Report, Scheme, Status
from recommendations.plan import Change, Value
from recommendations.reading.choices import Choices, TrackerChoice
from recommendations.reading.columns import ROLES
from recommendations.reading.tracker import suggest_statuses
from tracker.paper_import import MODELS, Planned

NOT_READ, NO_STATUS, NEW = ("", "Not read"), ("-", "No status"), ("", "A new report")
FORMS = "PDF, Word (.docx), Excel (.xlsx), CSV, HTML, plain text or YAML, at most 10 MB."
Form = dict[str, Any]


class PaperForm(forms.Form):
    """The file of a board paper."""

    file = forms.FileField(label="Board paper", help_text=FORMS, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Read this paper")

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.PAPER_MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. No board paper needs to be.")
        return file


class ReadingForm(forms.Form):
    """What the columns of a table are, what the status words mean, and what a tracker does not say itself."""

    def __init__(self, data: Any = None, *, planned: Planned, action: str = "") -> None:
        super().__init__(data)
        self.planned, self.said = planned, planned.said.choices
        tables = planned.read.tables
        self.headings = list(dict.fromkeys(c.heading for t in tables for c in t.columns if c.heading))
        roles = {c.heading: c.role for t in tables for c in t.columns} | dict(self.said.columns)
        words = {w.word.casefold(): w for w in (*planned.read.words, *planned.unknown)}
        self.words = list(words)
        layout = [
            self._group("The report and its meeting", self._tracker() if planned.read.is_tracker else {}),
            self._group("Columns", {f"c{i}": _role(h, roles[h]) for i, h in enumerate(self.headings)}),
            self._group("Status words", self._statuses(words.values())),
        ]
        self.helper = helper("Read it this way")
        self.helper.form_action = action
        self.helper.layout = Layout(*filter(None, layout))

    def _group(self, legend: str, fields: Mapping[str, forms.Field]) -> Fieldset | None:
        self.fields.update(fields)
        return Fieldset(legend, *fields) if fields else None

    def _tracker(self) -> dict[str, forms.Field]:
        told = self.said.tracker
        reports = [NEW, *Report.objects.order_by("title").values_list("slug", "title")]
        schemes = list(Scheme.objects.order_by("pk").values_list("code", "name"))
        bodies = [("", "None"), *Body.objects.order_by("name").values_list("slug", "name")]
        day = forms.DateField(
            label="Date of the meeting that is told this",
            required=False,
            initial=told.day,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        return {
            "slug": forms.ChoiceField(label="Report", choices=reports, required=False, initial=told.slug),
            "title": forms.CharField(
                label="Title of a new report", max_length=300, required=False, initial=told.title
            ),
            "scheme": forms.ChoiceField(label="Followed with", choices=schemes, initial=told.scheme),
            "year": forms.CharField(label="Year", max_length=20, required=False, initial=told.year),
            "publisher": forms.CharField(
                label="Published by", max_length=150, required=False, initial=told.publisher
            ),
            "body": forms.ChoiceField(label="Who meets", choices=bodies, required=False, initial=told.body),
            "day": day,
        }

    def _statuses(self, words: Iterable[Any]) -> dict[str, forms.Field]:
        scheme = self.said.tracker.scheme
        held = (
            Status.objects.all()
            if not self.planned.read.is_tracker
            else Status.objects.filter(scheme__code=scheme)
        )
        labels = dict(held.values_list("code", "label"))
        suggested = {
            word: code or NO_STATUS[0] for word, code in suggest_statuses(self.words, labels).items()
        }
        choices = [("", "Not said yet"), NO_STATUS, *labels.items()]
        fields: dict[str, forms.Field] = {}
        for number, found in enumerate(words):
            said = self.said.statuses.get(found.word.casefold())
            initial = suggested.get(found.word.casefold(), "") if said is None else said or NO_STATUS[0]
            times = f"{found.count} time{'' if found.count == 1 else 's'}, first at {found.place}"
            fields[f"w{number}"] = forms.ChoiceField(
                label=f"“{found.word}” ({times})", choices=choices, required=False, initial=initial
            )
        return fields

    def clean(self) -> Form:
        data = super().clean() or {}
        if self.planned.read.is_tracker and not (data.get("slug") or data.get("title")):
            self.add_error("title", "Give the report a title, or choose one that is on record.")
        return data

    @property
    def choices(self) -> Choices:
        """What was said, once the form is valid."""
        data = self.cleaned_data
        statuses = {word: data[f"w{i}"] for i, word in enumerate(self.words)}
        told = self.said.tracker
        if self.planned.read.is_tracker:
            told = TrackerChoice(**{name: data[name] for name in TrackerChoice.__slots__})
            on_record = Report.objects.filter(slug=told.slug).values_list("scheme__code", flat=True).first()
            if on_record:  # it keeps the title and the scheme it has
                told = replace(told, title="", scheme=on_record)
        return Choices(
            columns={heading: data[f"c{i}"] for i, heading in enumerate(self.headings)},
            statuses={**self.said.statuses, **{w: c.strip("-") for w, c in statuses.items() if c}},
            tracker=told,
        )


def _role(heading: str, role: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"“{heading}”", choices=[NOT_READ, *ROLES.items()], required=False, initial=role
    )


def correctable(change: Change) -> dict[str, Any]:
    """The fields of a record that can be corrected in a plan, with the columns of its model.

    Not those that say which record it is or where it belongs.
    """
    found = {}
    for name in change.fields:
        if name in ("draft", "position"):
            continue
        column = MODELS[change.kind]._meta.get_field(name)
        if not column.is_relation or name == "status":
            found[name] = column
    return found


class CorrectionForm(forms.Form):
    """The fields of one record, as the paper states them or as somebody corrected them already."""

    def __init__(self, data: Any = None, *, change: Change, scheme: str) -> None:
        super().__init__(data)
        self.change = change
        mine = {c.field: c.new for c in change.corrected}
        for name, column in correctable(change).items():
            value = mine.get(name, change.fields[name])
            self.fields[name] = _status(scheme, value) if name == "status" else _field(column, value)
        self.helper = helper("Save the correction")

    def clean(self) -> Form:
        data = super().clean() or {}
        model = MODELS[self.change.kind]
        columns = [column.name for column in model._meta.concrete_fields if column.name not in self.fields]
        values = {name: value for name, value in data.items() if name != "status"}
        try:
            model(**values).validate_constraints(exclude=[*columns, "status"])
        except ValidationError as error:
            raise forms.ValidationError("These values cannot stand together.") from error
        return data

    @property
    def values(self) -> dict[str, Value]:
        """The values as a plan holds them."""
        told = {n: v.replace("\r\n", "\n") if isinstance(v, str) else v for n, v in self.cleaned_data.items()}
        return {name: value or None if name == "status" else value for name, value in told.items()}


def _status(scheme: str, value: Value) -> forms.ChoiceField:
    held = Status.objects.filter(scheme__code=scheme).values_list("code", "label")
    return forms.ChoiceField(
        label="Status", choices=[("", "Not stated"), *held], required=False, initial=value or ""
    )


def _field(column: Any, value: Value) -> forms.Field:
    field: forms.Field = column.formfield()
    field.initial, field.required = value, not column.blank and not column.null
    if isinstance(column, models.TextField) or len(str(value)) > 80:
        field.widget = forms.Textarea(attrs={"rows": 6})
    elif isinstance(column, models.DateField):
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return field
