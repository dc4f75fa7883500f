"""Reports, the vocabularies they are followed with, and what they recommend."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from recommendations.history import records
from recommendations.models.querysets import AtMeetingQuerySet
from recommendations.text import opening


class Scheme(models.Model):
    """The vocabulary of statuses a report is followed with."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=100)

    history = records()

    def __str__(self) -> str:
        return self.name


class Status(models.Model):
    """One value of a scheme. Its label and meaning are the office's own words."""

    TONES: ClassVar[dict[str, str]] = {
        "red": "■",
        "amber": "▲",
        "green": "●",
        "blue": "◆",
        "grey": "○",
        "closed": "✓",
    }

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="statuses")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    meaning = models.TextField(blank=True)
    tone = models.CharField(max_length=10, choices=[(tone, tone) for tone in TONES])
    position = models.PositiveSmallIntegerField(help_text="Its place among the statuses of its scheme.")
    closed = models.BooleanField(default=False)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["scheme", "position"]
        verbose_name_plural = "statuses"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "code"], name="status_code_once_per_scheme"),
            models.UniqueConstraint(fields=["scheme", "label"], name="status_label_once_per_scheme"),
            models.UniqueConstraint(fields=["scheme", "position"], name="status_position_once_per_scheme"),
            models.CheckConstraint(
                condition=Q(tone__in=["red", "amber", "green", "blue", "grey", "closed"]),
                name="status_tone_known",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Report(models.Model):
    """A published document that makes recommendations."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    year_label = models.CharField(max_length=20, blank=True)
    publisher = models.CharField(max_length=150, blank=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="reports")
    position = models.PositiveIntegerField(default=0, help_text="Its place among the reports of its paper.")
    recommendations_made = models.PositiveSmallIntegerField(null=True, blank=True)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["year_label", "position", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("register", args=[self.slug])


class Theme(models.Model):
    """A section of a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="themes")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["report", "position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["report", "slug"], name="theme_once_per_report")
        ]

    def __str__(self) -> str:
        return self.name


class Recommendation(models.Model):
    """One numbered recommendation: our short summary, and its wording as published once known."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    summary = models.CharField(max_length=300, blank=True)
    wording = models.TextField(blank=True)
    priority = models.TextField(blank=True)
    expected_outcome = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    due_set_by = models.CharField(max_length=150, blank=True)
    bodies = models.ManyToManyField("recommendations.Body", through="Addressee", related_name="+")

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["report", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["report", "number"], name="recommendation_number_once_per_report"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="recommendation_numbers_start_at_one"),
            models.CheckConstraint(
                condition=Q(due__isnull=True) | ~Q(due_set_by=""), name="recommendation_due_date_has_a_setter"
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.report.slug, self.number])

    @property
    def short(self) -> str:
        """Our summary, or the opening of the wording where there is none yet, or its number."""
        return self.summary or opening(self.wording, 140) or str(self)


class Addressee(models.Model):
    """A body that a recommendation is addressed to. A model of its own, so that it keeps history."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="addressees")
    body = models.ForeignKey("recommendations.Body", on_delete=models.PROTECT, related_name="addressed")

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["recommendation", "body"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["recommendation", "body"], name="addressee_once")
        ]

    def __str__(self) -> str:
        return str(self.body)


class Lead(models.Model):
    """Who leads a theme, or one recommendation of its own, from the meeting on that was told so.

    The lead at a meeting is the latest one at or before it, so that a past meeting keeps the lead
    it had.
    """

    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    name = models.CharField(max_length=150)
    meeting = models.ForeignKey("recommendations.Meeting", on_delete=models.PROTECT, related_name="leads")

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, recommendation__isnull=True)
                | Q(theme__isnull=True, recommendation__isnull=False),
                name="lead_of_a_theme_or_a_recommendation",
            ),
            models.UniqueConstraint(fields=["theme", "meeting"], name="lead_one_per_theme_at_a_time"),
            models.UniqueConstraint(
                fields=["recommendation", "meeting"], name="lead_one_per_recommendation_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name
