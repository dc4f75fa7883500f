"""The records: rows and their constraints."""

from recommendations.models.meetings import Body, Meeting, ProgrammeNote, PublishedCount, Update
from recommendations.models.papers import ColumnMapping, IssuedFile, IssuedPaper, Paper, PaperTemplate
from recommendations.models.people import User
from recommendations.models.reports import (
    Addressee,
    Lead,
    Recommendation,
    Report,
    Scheme,
    Status,
    Theme,
)

__all__ = [
    "Addressee",
    "Body",
    "ColumnMapping",
    "IssuedFile",
    "IssuedPaper",
    "Lead",
    "Meeting",
    "Paper",
    "PaperTemplate",
    "ProgrammeNote",
    "PublishedCount",
    "Recommendation",
    "Report",
    "Scheme",
    "Status",
    "Theme",
    "Update",
    "User",
]
