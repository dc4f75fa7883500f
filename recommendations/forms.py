"""Forms, laid out with crispy-forms and our own template pack."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings

from recommendations.merging import marks_in
from recommendations.models import Meeting, Recommendation, Status, Update
from recommendations.versions import SETTLE, VersionedForm

COVER = "What the paper's first page says: venue, who attends, agenda. Lines that begin with - are a list."


def helper(button: str = "", *, form_tag: bool = True, **attributes: str) -> FormHelper:
    """A crispy helper with one submit button, or none."""
    made = FormHelper()
    made.form_tag = form_tag
    made.disable_csrf = not form_tag
    made.attrs = {"novalidate": "", **attributes}
    if button:
        made.add_input(Submit("save", button, css_id="save"))
    return made


class WithCover(VersionedForm):
    """A form that holds a meeting's cover text."""

    def clean_cover(self) -> str:
        """The text with the line ends that texts have here; a browser sends others."""
        cover: str = self.cleaned_data["cover"]
        return cover.replace("\r\n", "\n").replace("\r", "\n")


class MeetingForm(WithCover):
    """A meeting's body, date and what its paper reports."""

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = ["body", "date", "quarter", "data_up_to", "cover"]
        labels: ClassVar[dict[str, str]] = {
            "body": "Who meets",
            "date": "Date of the meeting",
            "quarter": "Quarter reported",
            "data_up_to": "Data up to",
            "cover": "Cover text",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "quarter": "Of the financial year, like Q2 2022/23",
            "cover": f"{COVER} A new meeting begins with the text of the last one.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "data_up_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "cover": forms.Textarea(attrs={"rows": 10}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Save meeting")


class CoverForm(WithCover):
    """What the first page of a meeting's paper says; of a published meeting with the reason of the change."""

    why = forms.CharField(label="Reason for changing what was published", max_length=300)

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = ["cover"]
        labels: ClassVar[dict[str, str]] = {"cover": "Cover text"}
        help_texts: ClassVar[dict[str, str]] = {"cover": COVER}
        widgets: ClassVar[dict[str, Any]] = {"cover": forms.Textarea(attrs={"rows": 16})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_draft:
            del self.fields["why"]
        self.helper = helper("Save cover text")


class TemplateForm(forms.Form):
    """A Word file that papers are to be written into."""

    file = forms.FileField(
        label="Word template",
        help_text="A Word document (.docx) with the office's letterhead, at most 10 MB.",
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Use this template")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError("Choose a Word document whose name ends in .docx.")
        if file.size > settings.PAPER_MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. Make its pictures smaller.")
        return file


class StatusForm(VersionedForm):
    """The office's own words for a status."""

    why = forms.CharField(label="Reason for the change", max_length=300)

    class Meta:
        model = Status
        fields: ClassVar[list[str]] = ["label", "meaning"]
        widgets: ClassVar[dict[str, Any]] = {"meaning": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Save words")

    def clean_label(self) -> str:
        """A label no other status of the scheme has, in whatever letters: papers are read by it."""
        label: str = self.cleaned_data["label"]
        others = Status.objects.filter(scheme=self.instance.scheme_id).exclude(pk=self.instance.pk)
        if others.filter(label__iexact=label).exists():
            raise forms.ValidationError("Another status of this scheme already has this label.")
        return label


class UpdateForm(forms.Form):
    """One recommendation in an update round: the new narrative and status, or the last one carried forward.

    `start` is the version of this meeting's update that the person saw, None where there was none;
    what differs from it is what the person changed.
    """

    narrative = forms.CharField(
        label="Update for this meeting",
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    status = forms.ChoiceField(label="Status", required=False, widget=forms.RadioSelect)
    carry = forms.BooleanField(label="Carry the last update forward unchanged", required=False)
    carried_because = forms.CharField(label="Reason for carrying it forward", required=False, max_length=500)
    why = forms.CharField(label="Reason for changing what was published", required=False, max_length=300)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        recommendation: Recommendation,
        statuses: list[Any],
        last: Update | None,
        start: Any,
        version: int,
        published: bool,
    ) -> None:
        self.last, self.start, self.published = last, start, published
        self.statuses = {status.code: status for status in statuses}
        codes = {status.pk: status.code for status in statuses}
        beginning = start or last
        initial = {
            "narrative": start.narrative if start else "",
            "status": codes.get(beginning.status_id, "") if beginning else "",
            "carry": bool(start and start.carried_because),
            "carried_because": start.carried_because if start else "",
            "base": version,
        }
        super().__init__(data, prefix=f"r{recommendation.number}", initial=initial)
        choices: Any = [(s.code, s.label) for s in statuses] + [("", "Not stated")]
        field: Any = self.fields["status"]
        field.choices = choices
        if last is None:
            del self.fields["carry"], self.fields["carried_because"]
        if not published:
            del self.fields["why"]
        self.helper = helper(form_tag=False)

    @property
    def is_posted(self) -> bool:
        """Whether the page that was sent held this recommendation at all."""
        return self.add_prefix("base") in self.data

    @property
    def touched(self) -> bool:
        """Whether the person changed anything of this recommendation."""
        names = {"narrative", "status", "carry", "carried_because"}
        return any(name in names for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["narrative"] = data.get("narrative", "").replace("\r\n", "\n")
        if not self.touched:
            return data
        if marks_in(data["narrative"]):
            self.add_error("narrative", SETTLE)
            return data
        if data.get("carry"):
            if not data.get("carried_because"):
                self.add_error("carried_because", "Give the reason why nothing changed.")
            if self.last and data["narrative"] not in {"", self.last.narrative}:
                self.add_error("carry", "Either write a new update or carry the last one forward, not both.")
            if self.last:
                data["narrative"] = self.last.narrative
                data["status"] = self.last.status.code if self.last.status else ""
        else:
            data["carried_because"] = ""
            if not data["narrative"] and not data.get("status"):
                self.add_error("narrative", "Write what the meeting is told, or choose a status.")
        if self.published and not data.get("why"):
            self.add_error("why", "This meeting is published: give the reason for the change.")
        return data

    @property
    def chosen_status(self) -> Any:
        """The chosen Status row, or None for “not stated”."""
        return self.statuses.get(self.cleaned_data.get("status", ""))
