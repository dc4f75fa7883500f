"""Board papers read into the system."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models

from recommendations.clock import minute_of
from recommendations.history import records

# Columns of a paper that no list and no history needs: the file, and what was read in it.
LARGE = ("content", "reading")
LARGE_IN_HISTORY = tuple(f"history_paper__{name}" for name in LARGE)
SHA256 = RegexValidator(r"^[0-9a-f]{64}$")


class Paper(models.Model):
    """A board paper: its file, who read it in, and what could not be read.

    What it changed is not stored here: it is the history rows that name this paper. The file
    lives in the database so that one backup and one transaction hold everything.

    `choices` is what people said of the file where its own words leave it open, and the values they
    corrected in its plan. `reading` is what the file was read as, kept because reading takes a while;
    `read_by` names the readers that read it, and another name there means that it is read again.
    """

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True, validators=[SHA256])
    content = models.BinaryField()
    title = models.CharField(max_length=300, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        "recommendations.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "recommendations.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    meeting = models.ForeignKey(
        "recommendations.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    losses = models.JSONField(default=list, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    reading = models.JSONField(null=True, blank=True)
    read_by = models.CharField(max_length=64, blank=True, default="")

    history = records(excluded_fields=["content", "reading", "read_by"])

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, applied_by__isnull=True)
                | models.Q(applied_at__isnull=False, applied_by__isnull=False),
                name="paper_applied_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="paper_undone_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def key(self) -> str:
        """Its address: the first twelve letters of the file's SHA-256."""
        return self.sha256[:12]

    @property
    def is_applied(self) -> bool:
        """Whether it was applied and not undone since."""
        return self.applied_at is not None and (self.undone_at is None or self.undone_at < self.applied_at)


class ColumnMapping(models.Model):
    """How a report's tracker was read last: its columns and status words, for the next time."""

    report = models.OneToOneField(
        "recommendations.Report", on_delete=models.PROTECT, related_name="column_mapping"
    )
    columns = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    body = models.CharField(max_length=60, blank=True, default="")

    history = records()

    def __str__(self) -> str:
        return f"How the tracker of {self.report} is read"


class PaperTemplate(models.Model):
    """A Word file that papers are written into, with the office's own letterhead; the newest is used."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, validators=[SHA256])
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")

    history = records(excluded_fields=["content"])

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name


class IssuedPaper(models.Model):
    """A paper as a meeting got it: kept unaltered, never written again."""

    meeting = models.ForeignKey(
        "recommendations.Meeting", on_delete=models.PROTECT, related_name="issued_papers"
    )
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["-issued_at", "-id"]

    def __str__(self) -> str:
        return f"Paper of {self.meeting}, issued {minute_of(self.issued_at)}"


class IssuedFile(models.Model):
    """One file of an issued paper: the YAML form says what the records were, the others are what was sent."""

    FORMS: ClassVar[list[tuple[str, str]]] = [
        ("docx", "Word document"),
        ("pdf", "PDF"),
        ("xlsx", "Excel workbook"),
        ("yaml", "YAML paper"),
    ]

    paper = models.ForeignKey(IssuedPaper, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=FORMS)
    sha256 = models.CharField(max_length=64, validators=[SHA256])
    content = models.BinaryField()

    history = records(excluded_fields=["content"])

    class Meta:
        ordering: ClassVar[list[str]] = ["paper", "form"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["paper", "form"], name="issued_file_once_per_form")
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} of {self.paper.meeting}, issued {minute_of(self.paper.issued_at)}"
