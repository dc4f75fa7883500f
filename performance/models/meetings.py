"""What a meeting was told of performance: assessments, targets, stated figures, actions, comments, terms."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from performance.models.definitions import Measure, Priority
from recommendations.history import records
from recommendations.models import Meeting, Report
from recommendations.models.querysets import AtMeetingQuerySet


class Assessment(models.Model):
    """Trend and benchmark of a measure as stated to a meeting. Rank 1 is best, whatever the polarity."""

    AGAINST: ClassVar[list[tuple[str, str]]] = [
        ("above", "above the MSG average"),
        ("similar", "similar to the MSG average"),
        ("below", "below the MSG average"),
    ]

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="assessments")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="assessments")
    trend = models.CharField(max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    out_of = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.CharField("against the average", max_length=8, blank=True, choices=AGAINST)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["measure", "meeting"], name="assessment_one_per_meeting"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, out_of__isnull=True)
                | Q(rank__gte=1, out_of__gte=models.F("rank")),
                name="assessment_rank_within_out_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} at {self.meeting}"


class Target(models.Model):
    """A value to reach, named and dated, as a meeting was told it."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="targets")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=100)
    value = models.FloatField()
    by = models.DateField("to be reached by", null=True, blank=True)

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["measure", "meeting", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["measure", "meeting", "slug"], name="target_once_per_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.measure}"


class StatedFigure(models.Model):
    """A figure a paper works out or repeats, kept as stated beside what the records give.

    `compares` says with what it is compared: a measure's share of its targets, the sum of a
    measure's groups, or the recommendations of a report that a meeting was told of.
    """

    COMPARES: ClassVar[list[tuple[str, str]]] = [
        ("share-of-target", "latest figure as a share of each target"),
        ("sum-of-groups", "sum of the groups"),
        ("recommendations-told", "recommendations the meeting was told of"),
    ]

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="stated_figures")
    slug = models.SlugField(max_length=80)
    label = models.CharField(max_length=200)
    value = models.FloatField()
    unit = models.CharField(max_length=20, blank=True)
    compares = models.CharField(max_length=24, choices=COMPARES)
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="stated_figures"
    )
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "slug"], name="stated_once_per_meeting"),
            models.CheckConstraint(
                condition=Q(measure__isnull=True) ^ Q(report__isnull=True),
                name="stated_of_a_measure_or_a_report",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ToldOfPriority(models.Model):
    """A numbered text under a priority's heading, as a meeting was told it."""

    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    objects = AtMeetingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"


class PlannedAction(ToldOfPriority):
    """An action planned to drive performance."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="planned_actions")

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "priority", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["priority", "meeting", "number"], name="action_number_once")
        ]


class Comment(ToldOfPriority):
    """A comment of the report's authors on how a priority goes."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="comments")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="comments")

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "priority", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["priority", "meeting", "number"], name="comment_number_once")
        ]


class Term(models.Model):
    """A word of the glossary and what a meeting's paper says it means."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="terms")
    slug = models.SlugField(max_length=80)
    term = models.CharField(max_length=100)
    meaning = models.TextField()

    objects = AtMeetingQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["term", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "slug"], name="term_once_per_meeting")
        ]

    def __str__(self) -> str:
        return self.term
