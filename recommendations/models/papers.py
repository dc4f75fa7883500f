"""Board papers read into the system."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models

from recommendations.history import records


class Paper(models.Model):
    """A board paper: its file, who read it in, and what could not be read.

    What it changed is not stored here: it is the history rows that name this paper. The file
    lives in the database so that one backup and one transaction hold everything.
    """

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    content = models.BinaryField()
    title = models.CharField(max_length=300, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        "recommendations.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    meeting = models.ForeignKey(
        "recommendations.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    losses = models.JSONField(default=list, blank=True)

    history = records(excluded_fields=["content"])

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, applied_by__isnull=True)
                | models.Q(applied_at__isnull=False, applied_by__isnull=False),
                name="paper_applied_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def key(self) -> str:
        """Its address: the first twelve letters of the file's SHA-256."""
        return self.sha256[:12]
