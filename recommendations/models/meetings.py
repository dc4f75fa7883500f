"""Bodies, their meetings, and what each meeting was told."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from recommendations.history import records
from recommendations.meeting_slugs import meeting_slug, meeting_when
from recommendations.models.querysets import AtMeetingQuerySet, MeetingQuerySet

QUARTER = RegexValidator(r"^Q[1-4] \d{4}/\d{2}$", "Write the quarter like Q2 2022/23.")


class Body(models.Model):
    """Who meets, owns or is addressed: what it is for, who chairs it, what it sits under."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    purpose = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True)
    members = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="under_it"
    )

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "bodies"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="body_not_under_itself"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One dated sitting of a body; a draft until it is published."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    day_known = models.BooleanField(default=True)
    quarter = models.CharField(max_length=12, blank=True, validators=[QUARTER])
    data_up_to = models.DateField(null=True, blank=True)
    cover = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        "recommendations.User",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = MeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["-date", "body"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["body", "date"], name="meeting_one_per_body_and_date"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="meeting_published_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.when}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.slug])

    @property
    def slug(self) -> str:
        """Its address, made of its body's slug and its date."""
        return meeting_slug(self.body.slug, self.date, self.day_known)

    @property
    def when(self) -> str:
        """Its date in words; the month alone where the day is not known."""
        return meeting_when(self.date, self.day_known)

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Update(models.Model):
    """What one meeting was told of one recommendation; `status` is empty where none was stated."""

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="updates"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="updates")
    status = models.ForeignKey(
        "recommendations.Status", null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    narrative = models.TextField(blank=True)
    carried_because = models.TextField(blank=True)

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["recommendation", "meeting"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["recommendation", "meeting"], name="update_one_per_recommendation_and_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} at {self.meeting}"


class ProgrammeNote(models.Model):
    """What a meeting was told under a heading, tied to a report and to no single recommendation."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notes")
    report = models.ForeignKey("recommendations.Report", on_delete=models.PROTECT, related_name="notes")
    heading = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting", "report", "slug"], name="note_heading_once_per_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.heading


class PublishedCount(models.Model):
    """A number a paper states of a report, kept as stated beside what the records add up to."""

    TOTAL, AT_STATUS, NOT_ACCEPTED = "total", "at-status", "not-accepted"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="counts")
    report = models.ForeignKey("recommendations.Report", on_delete=models.PROTECT, related_name="counts")
    counted = models.CharField(max_length=12, choices=[(c, c) for c in (TOTAL, AT_STATUS, NOT_ACCEPTED)])
    status = models.ForeignKey(
        "recommendations.Status", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    value = models.PositiveIntegerField()

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "report", "counted", "status"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting", "report", "counted"],
                condition=Q(status__isnull=True),
                name="count_once_per_meeting_and_report",
            ),
            models.UniqueConstraint(
                fields=["meeting", "report", "status"],
                condition=Q(status__isnull=False),
                name="count_once_per_meeting_report_and_status",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="count_not_negative"),
            models.CheckConstraint(
                condition=Q(counted="at-status", status__isnull=False)
                | Q(counted__in=["total", "not-accepted"], status__isnull=True),
                name="count_has_a_status_only_when_at_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.status or self.counted}"
