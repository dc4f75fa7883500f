"""The records of performance: rows and their constraints."""

from performance.models.definitions import Breakdown, Force, Group, Measure, MeasureChange, Priority
from performance.models.figures import Observation, Source
from performance.models.meetings import Assessment, Comment, PlannedAction, StatedFigure, Target, Term

__all__ = [
    "Assessment",
    "Breakdown",
    "Comment",
    "Force",
    "Group",
    "Measure",
    "MeasureChange",
    "Observation",
    "PlannedAction",
    "Priority",
    "Source",
    "StatedFigure",
    "Target",
    "Term",
]
