"""What people said of a paper: how to read it, which values they corrected, which conflicts they settled.

It is kept with the paper as plain JSON, each act with its history. Nothing here touches other records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recommendations.plan import Corrected, Key, Value
from recommendations.reading.choices import Choices
from tracker.paper_reading import codec


@dataclass(frozen=True)
class Said:
    """All that was said of one paper. A conflict is named by (kind, key, field)."""

    choices: Choices = field(default_factory=Choices)
    taken: frozenset[tuple[str, str, str]] = frozenset()
    corrected: Mapping[Key, tuple[Corrected, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Said:
        """From what a paper keeps."""
        corrected: dict[Key, list[Corrected]] = {}
        for kind, key, name, told in kept.get("corrected", []):
            new = _value(told["new"])
            corrected.setdefault((kind, key), []).append(Corrected(name, None, new, told["by"], told["name"]))
        return cls(
            codec().structure(kept.get("choices", {}), Choices),
            frozenset((kind, key, name) for kind, key, name in kept.get("taken", [])),
            {key: tuple(fields) for key, fields in corrected.items()},
        )

    def kept(self) -> dict[str, Any]:
        """As a paper keeps it."""
        return {
            "choices": codec().unstructure(self.choices),
            "taken": sorted(self.taken),
            "corrected": [
                [*key, c.field, {"new": _plain(c.new), "by": c.by, "name": c.name}]
                for key, fields in self.corrected.items()
                for c in fields
            ],
        }

    def correcting(self, key: Key, values: Mapping[str, Value], paper: Mapping[str, Value], by: Any) -> Said:
        """With these values of one record; one that is the paper's own again is no correction any more."""
        theirs = {c.field: c for c in self.corrected.get(key, ())}
        for name, new in values.items():
            if new == paper.get(name):
                theirs.pop(name, None)
            elif name not in theirs or theirs[name].new != new:
                theirs[name] = Corrected(name, None, new, by.pk, str(by))
        corrected = {**self.corrected, key: tuple(theirs.values())}
        return Said(self.choices, self.taken, {k: fields for k, fields in corrected.items() if fields})

    def taking(
        self, conflicts: Iterable[tuple[str, str, str]], taken: Iterable[tuple[str, str, str]]
    ) -> Said:
        """With these of the conflicts on the page settled for the paper, and the others for the staff."""
        return Said(self.choices, (self.taken - set(conflicts)) | set(taken), self.corrected)

    def reading(self, choices: Choices) -> Said:
        """With another way of reading the file; what was said of its records stays."""
        return Said(choices, self.taken, self.corrected)


def _plain(value: Value) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _value(told: Any) -> Value:
    return date.fromisoformat(told["day"]) if isinstance(told, dict) else told
