"""The records: rows and their constraints."""

from recommendations.models.meetings import Body, Meeting, ProgrammeNote, PublishedCount, Update
from recommendations.models.papers import ColumnMapping, IssuedFile, IssuedPaper, Paper, PaperTemplate
from recommendations.models.people import User
from recommendations.models.record import ChainForm, ChainLink, FormKey, Publication, Redaction, Tombstone
from recommendations.models.reports import (
    Addressee,
    Lead,
    Recommendation,
    Report,
    Scheme,
    Status,
    Theme,
)
from recommendations.models.sessions import Session

__all__ = [
    "Addressee",
    "Body",
    "ChainForm",
    "ChainLink",
    "ColumnMapping",
    "FormKey",
    "IssuedFile",
    "IssuedPaper",
    "Lead",
    "Meeting",
    "Paper",
    "PaperTemplate",
    "ProgrammeNote",
    "Publication",
    "PublishedCount",
    "Recommendation",
    "Redaction",
    "Report",
    "Scheme",
    "Session",
    "Status",
    "Theme",
    "Tombstone",
    "Update",
    "User",
]
