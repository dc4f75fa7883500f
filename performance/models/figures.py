"""Figures: the files they came in, and one observation for each measure, period, force and group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from performance.models.definitions import Force, Group, Measure
from recommendations.history import records
from recommendations.models import Meeting

if TYPE_CHECKING:
    import pandas

    from recommendations.sitting import Sitting


class Source(models.Model):
    """A file of figures: the file itself, who published it, who brought it in, what to know of it."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    content = models.BinaryField()
    publisher = models.CharField(max_length=200, blank=True)
    is_open = models.BooleanField("already public elsewhere", default=False)
    note = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        "recommendations.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = records(excluded_fields=["content"])

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="source_applied_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.name}" if self.publisher else self.name

    @property
    def key(self) -> str:
        """Its address: the first twelve letters of the file's SHA-256."""
        return self.sha256[:12]


class ObservationQuerySet(models.QuerySet[Any]):
    def shown_at(self, sitting: Sitting) -> ObservationQuerySet:
        """What a page may show at this sitting: figures up to its reach, and later ones where these are open.

        What the paper of a draft says shows only where that draft is the meeting chosen.
        """
        if sitting.meeting is None:
            return self.none()
        reached = Q(end__lte=sitting.figures_to)
        if sitting.later_figures:
            reached |= Q(source__is_open=True)
        of_draft = Q(paper__meeting__isnull=False, paper__meeting__published_at__isnull=True)
        return self.filter(reached).exclude(of_draft & ~Q(paper__meeting=sitting.meeting.pk))

    def to_frame(self) -> pandas.DataFrame:
        """One row an observation: id, measure, force, group, start, end, numerator, denominator.

        Names are slugs, "" stands for no group, days are datetime64, a missing denominator is NaN.
        This is the one door from the records to pandas, which is imported only where it is used.
        """
        import pandas

        columns = ["id", "measure", "force", "group", "start", "end", "numerator", "denominator"]
        found = self.order_by().values_list(
            "id", "measure__slug", "force__slug", "group__slug", "start", "end", "numerator", "denominator"
        )
        frame = pandas.DataFrame.from_records(list(found), columns=columns)
        frame["group"] = frame["group"].fillna("")
        frame["start"] = pandas.to_datetime(frame["start"])
        frame["end"] = pandas.to_datetime(frame["end"])
        return frame.astype({"id": "int64", "numerator": "float64", "denominator": "float64"})


class Observation(models.Model):
    """What was counted: a numerator, and a denominator where the count is out of something.

    `start` and `end` are the first and the last day of its period. No group: the whole.
    A period that nobody reported has no row; it is missing, never zero.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="observations")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField()
    numerator = models.FloatField()
    denominator = models.FloatField(null=True, blank=True)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    paper = models.ForeignKey(
        "recommendations.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )

    objects = ObservationQuerySet.as_manager()
    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["measure", "force", "group", "end"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["measure", "force", "start", "end"],
                condition=Q(group__isnull=True),
                name="observation_once_for_the_whole",
            ),
            models.UniqueConstraint(
                fields=["measure", "force", "group", "start", "end"],
                condition=Q(group__isnull=False),
                name="observation_once_for_a_group",
            ),
            models.CheckConstraint(condition=Q(numerator__gte=0), name="observation_not_negative"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="observation_denominator_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(end__gte=models.F("start")), name="observation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True) ^ Q(paper__isnull=True), name="observation_has_one_origin"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["measure", "force", "end"])]

    def __str__(self) -> str:
        group = f", {self.group}" if self.group else ""
        return f"{self.measure}, {self.force}{group}, {self.start} to {self.end}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may see this one record and its history.

        A published meeting reports that far, or anyone can read it elsewhere. Never one group of those
        that are compared: small counts are kept back on the pages, and must not be found here.
        """
        if self.group is not None and self.group.breakdown.groups.filter(is_base=True).exists():
            return False
        if self.paper is not None and self.paper.meeting is not None and self.paper.meeting.is_draft:
            return False
        if self.source is not None and self.source.is_open:
            return True
        published = Meeting.objects.visible(drafts=False)
        reach = Q(data_up_to__gte=self.end) | Q(data_up_to__isnull=True, date__gte=self.end)
        return published.filter(reach).exists()
