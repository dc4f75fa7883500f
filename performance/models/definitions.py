"""What is measured: priorities, measures, and the words they are counted by."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from recommendations.history import records


class Priority(models.Model):
    """A heading of the performance report, under the framework that sets it."""

    slug = models.SlugField(max_length=80, unique=True)
    framework = models.CharField(max_length=200)
    heading = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.heading


class Force(models.Model):
    """A police force: the office's own, one of its most similar group (MSG), or another."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    is_own = models.BooleanField("is our own", default=False)
    is_similar = models.BooleanField("is in our most similar group", default=False)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["is_own"], condition=Q(is_own=True), name="force_one_own"),
            models.CheckConstraint(
                condition=Q(is_own=False) | Q(is_similar=False), name="force_own_or_similar_to_it"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Breakdown(models.Model):
    """A set of groups that figures are counted by: ethnic groups, outcomes of scrutiny."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)

    history = records()

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """One group of a breakdown. The base is what the others are compared with; an unknown one has no rate."""

    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="groups")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    is_base = models.BooleanField(default=False)
    is_unknown = models.BooleanField(default=False)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["breakdown", "position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["breakdown", "slug"], name="group_once_per_breakdown"),
            models.UniqueConstraint(
                fields=["breakdown"], condition=Q(is_base=True), name="group_one_base_per_breakdown"
            ),
            models.CheckConstraint(
                condition=Q(is_base=False) | Q(is_unknown=False), name="group_base_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """One thing measured. A measure that only a paper has named so far has no kind and no definition yet."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("count", "count"),
        ("rate", "rate"),
        ("percentage", "percentage"),
        ("ratio", "ratio"),
    ]
    POLARITIES: ClassVar[list[tuple[str, str]]] = [
        ("lower", "lower is better"),
        ("higher", "higher is better"),
        ("neither", "neither is better"),
    ]
    SPANS: ClassVar[list[tuple[str, str]]] = [
        ("day", "at a day"),
        ("month", "months"),
        ("quarter", "quarters"),
        ("year", "12 months ending"),
        ("other", "other periods"),
    ]

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    position = models.PositiveSmallIntegerField(default=0)
    definition = models.TextField(blank=True)
    why_it_matters = models.TextField(blank=True)
    unit = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, blank=True, choices=KINDS)
    polarity = models.CharField(max_length=8, blank=True, choices=POLARITIES)
    span = models.CharField(max_length=8, blank=True, choices=SPANS)
    per = models.PositiveIntegerField("rate per", null=True, blank=True)
    denominator = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="rates_per_it"
    )
    breakdown = models.ForeignKey(
        Breakdown, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    column_words = models.JSONField("words for it in files", default=list, blank=True)
    asked_by = models.JSONField("recommendations that ask for it", default=list, blank=True)
    caution = models.TextField("to know before reading it", blank=True)
    author = models.CharField(max_length=100, blank=True)
    checker = models.CharField(max_length=100, blank=True)
    next_review = models.DateField(null=True, blank=True)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["priority__position", "position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | ~Q(denominator=models.F("id")),
                name="measure_not_per_itself",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rate") | Q(per__isnull=False, per__gt=0), name="measure_rate_says_per_what"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.slug])


class MeasureChange(models.Model):
    """A dated change to what a measure counts; where it re-bases, control limits begin anew there."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="changes")
    on = models.DateField()
    what = models.TextField()
    rebases = models.BooleanField("limits begin anew", default=False)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["measure", "on"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["measure", "on"], name="measure_one_change_a_day"),
            models.CheckConstraint(condition=~Q(what=""), name="measure_change_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.on}"
