"""Forms of performance."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms

from performance.models import Assessment, Measure, MeasureChange
from performance.report.parts import FIELDS, Value, digest, one_line
from recommendations.forms import helper


class MeasureChangeForm(forms.ModelForm):
    """What changed about a measure, and from which day."""

    class Meta:
        model = MeasureChange
        fields: ClassVar[list[str]] = ["on", "what", "rebases"]
        labels: ClassVar[dict[str, str]] = {
            "on": "From which day",
            "what": "What changed, and why it matters for the figures",
            "rebases": "Let the control limits begin anew from this day",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "what": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.measure = measure
        self.helper = helper("Record the change")

    def clean_on(self) -> Any:
        """A day that has no change yet: what is recorded stays as it is."""
        day = self.cleaned_data["on"]
        if MeasureChange.objects.filter(measure=self.instance.measure, on=day).exists():
            raise forms.ValidationError("A change of that day is on record already.")
        return day


class PartForm(forms.Form):
    """One part of a priority's report; `base` is the digest of the value the person started from."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, key: str, now: Value, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=key, initial=initial | {"base": digest(now)})

    @property
    @abstractmethod
    def value(self) -> Value:
        """What a valid form holds."""

    @property
    def is_posted(self) -> bool:
        """Whether the page that was sent held this part at all."""
        return self.add_prefix("base") in self.data

    @property
    def touched(self) -> bool:
        """Whether the person changed anything of this part, or typed what cannot be saved."""
        return not self.is_valid() or digest(self.value) != self.cleaned_data["base"]


class AssessmentForm(PartForm):
    """Trend and benchmark of a measure, as this meeting is told them."""

    trend = forms.CharField(
        label="Trend", required=False, max_length=40, help_text="Increasing, Stable or Reducing"
    )
    rank = forms.IntegerField(
        label="Rank", required=False, min_value=1, max_value=999, help_text="1 is best for every measure"
    )
    out_of = forms.IntegerField(label="Out of how many forces", required=False, min_value=1, max_value=999)
    against = forms.ChoiceField(
        label="Against the MSG average",
        required=False,
        widget=forms.RadioSelect,
        choices=[*((code, code.capitalize()) for code, _ in Assessment.AGAINST), ("", "Not stated")],
    )
    note = forms.CharField(label="Note", required=False)

    def __init__(self, data: Any, *, key: str, now: Value) -> None:
        super().__init__(data, key=key, now=now, initial=dict(zip(FIELDS, now, strict=True)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rank, out_of = data.get("rank"), data.get("out_of")
        if not {"rank", "out_of"} & set(self.errors):
            if (rank is None) != (out_of is None):
                name = "rank" if rank is None else "out_of"
                self.add_error(name, "Give both the rank and out of how many, or neither.")
            elif rank is not None and out_of is not None and rank > out_of:
                self.add_error("rank", f"Rank {rank} cannot be out of {out_of}.")
        return data

    @property
    def value(self) -> Value:
        data = self.cleaned_data
        return tuple(one_line(data[f]) if f in {"trend", "note"} else data[f] for f in FIELDS)


class ListForm(PartForm):
    """Planned actions or comments, one a line, or those of the last meeting carried forward."""

    lines = forms.CharField(
        required=False,
        help_text="One a line. They are numbered in this order.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    carry = forms.BooleanField(label="Carry last meeting’s forward unchanged", required=False)

    def __init__(self, data: Any, *, key: str, now: Value, label: str, last: Value) -> None:
        super().__init__(data, key=key, now=now, initial={"lines": "\n".join(now)})
        self.fields["lines"].label = f"{label} for this meeting"
        self.last = last
        if not last:
            del self.fields["carry"]

    def _typed(self) -> Value:
        lines = self.cleaned_data.get("lines", "").splitlines()
        return tuple(one_line(line) for line in lines if line.strip())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("carry") and self._typed() not in {(), self.last}:
            self.add_error("carry", "Either write new ones or carry the last ones forward, not both.")
        return data

    @property
    def value(self) -> Value:
        return self.last if self.cleaned_data.get("carry") else self._typed()


class ReasonForm(forms.Form):
    """Why something that was published is changed."""

    why = forms.CharField(
        label="Reason for changing what was published",
        max_length=300,
        error_messages={"required": "This meeting is published: give the reason for the change."},
    )
