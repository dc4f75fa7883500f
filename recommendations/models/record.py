"""What makes the record one that can be trusted: the chain over all history, publications, redactions."""

from typing import Any, ClassVar

from django.db import models

from recommendations.clock import minute_of
from recommendations.history import records
from recommendations.models.papers import SHA256


class ChainForm(models.Model):
    """Which columns of a history table a link of the chain covers, in their order.

    A migration that adds a column makes a new form; links made before stay as they are.
    """

    table = models.CharField(max_length=80)
    columns = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["table", "columns"], name="chain_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.columns}"


class ChainLink(models.Model):
    """One history row's place in the chain. Written by the database itself, never by the program.

    `payload` is the SHA-256 of what the row holds; `hash` is that of the link before and of this one's
    number, table, row and payload. So what a row holds can lawfully be taken away, and the chain still holds.
    """

    number = models.BigIntegerField(primary_key=True)
    form = models.ForeignKey(ChainForm, on_delete=models.PROTECT, related_name="+")
    row = models.BigIntegerField("history row")
    payload = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["form", "row"], name="chain_link_once_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class Publication(models.Model):
    """What was shown of a meeting when it was published: kept as it was, beside what is corrected later.

    `content` is the meeting's paper in its YAML form; `number` and `head` are the last link of the chain
    before it.
    """

    meeting = models.OneToOneField(
        "recommendations.Meeting", on_delete=models.PROTECT, related_name="publication"
    )
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, validators=[SHA256])
    content = models.BinaryField()
    number = models.BigIntegerField("last link of the chain")
    head = models.CharField("head of the chain", max_length=64)

    history = records(excluded_fields=["content"])

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_at", "-id"]

    def __str__(self) -> str:
        return f"{self.meeting} as published {minute_of(self.published_at)}"


class Redaction(models.Model):
    """A person's name taken out of the records and their history: on whose authority, why, by whom.

    The name itself is kept nowhere. `instead` is what stands in its place, `history_rows` and `live_rows`
    are how many rows held it; `withheld` are the SHA-256 of files that hold it and are given to nobody since.
    """

    redacted_at = models.DateTimeField()
    redacted_by = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=300)
    reason = models.TextField()
    instead = models.CharField(max_length=100)
    history_rows = models.PositiveIntegerField(default=0)
    live_rows = models.PositiveIntegerField(default=0)
    withheld = models.JSONField(default=list, blank=True)

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["-redacted_at", "-id"]

    def __str__(self) -> str:
        return f"Redaction of {minute_of(self.redacted_at)}"


class Tombstone(models.Model):
    """One history row that a redaction changed: `payload` is the SHA-256 of what it holds since.

    The database lets a history row be changed to what the newest tombstone of its link says, and to
    nothing else.
    """

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="tombstones")
    link = models.ForeignKey(ChainLink, on_delete=models.PROTECT, related_name="tombstones")
    payload = models.CharField(max_length=64, validators=[SHA256])

    history = records()

    class Meta:
        ordering: ClassVar[list[str]] = ["redaction", "link"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["redaction", "link"], name="tombstone_once_per_link")
        ]

    def __str__(self) -> str:
        return f"{self.redaction}, link {self.link_id}"


class FormKey(models.Model):
    """A form that was sent and what came of it, so that the same form sent again writes nothing."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey("recommendations.User", on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    answer = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.page}, {minute_of(self.sent_at)}"
