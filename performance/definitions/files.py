"""Definitions of what is measured, read from reviewed YAML files. Free of Django.

A file may hold forces, breakdowns and measures. `author`, `checker` and `next_review` at its head hold
for every measure of the file that does not give its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from performance.definitions.defined import (
    BreakdownDefinition,
    Definitions,
    ForceDefinition,
    MeasureDefinition,
)
from performance.definitions.entries import HEAD, breakdown, forces, measure, place
from performance.observations.words import plain
from recommendations.reading.paper import Refused
from recommendations.reading.sheet import text_of
from recommendations.reading.yaml_nodes import Fields, line_of, root_of

FILE = (*HEAD, "forces", "breakdowns", "measures")


def read_definitions(files: Mapping[str, str]) -> Definitions:
    """The definitions in the texts of these files, by file name.

    Raises Refused with a line for every fault found, each naming its file and its line. What the
    definitions say of each other is checked once each of them is sound.
    """
    found = _Found()
    for name, text in files.items():
        found.read(name, text)
    found.refuse_faults()
    found.check_together()
    found.refuse_faults()
    measures = tuple(measure for _, _, measure in found.measures)
    return Definitions(tuple(found.forces), tuple(found.breakdowns), measures)


def read_folder(folder: Path) -> Definitions:
    """The definitions in a folder's files named *.yaml. Raises OSError, and Refused as `read_definitions`."""
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            texts[path.name] = text_of(path.read_bytes())
        except Refused as error:
            raise Refused(_in_file(path.name, error)) from None
    if not texts:
        raise Refused(f"There are no files named *.yaml in {folder}.")
    return read_definitions(texts)


class _Found:
    """What is read so far, and what is wrong with it. Measures stand with their file and their keys."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.forces: list[ForceDefinition] = []
        self.breakdowns: list[BreakdownDefinition] = []
        self.measures: list[tuple[str, Fields, MeasureDefinition]] = []

    def refuse_faults(self) -> None:
        """Raise Refused where there are any."""
        if self.faults:
            raise Refused("\n".join(self.faults))

    def read(self, file: str, text: str) -> None:
        """Add what one file holds; an entry at fault does not keep the others from being read."""
        with self._faults_of(file):
            fields = Fields(root_of(text), "the file", FILE)
            if "forces" in fields:
                with self._faults_of(file):
                    self.forces += forces(file, fields.nodes["forces"])
            for node in fields.items("breakdowns"):
                with self._faults_of(file):
                    self.breakdowns.append(breakdown(file, node))
            for node in fields.items("measures"):
                with self._faults_of(file):
                    self.measures.append((file, Fields(node, "a measure"), measure(file, node, fields)))

    @contextmanager
    def _faults_of(self, file: str) -> Iterator[None]:
        try:
            yield
        except Refused as error:
            self.faults.append(_in_file(file, error))

    def check_together(self) -> None:
        """Find what is defined twice, and what is named and not defined."""
        self.faults += _twice((force.at, force.slug, f"the force {force.name}") for force in self.forces)
        own = [force for force in self.forces if force.is_own]
        self.faults += [f"{force.at}: {own[0].name} is our own force already." for force in own[1:]]
        self.faults += _twice((b.at, b.slug, f"the breakdown {b.slug}") for b in self.breakdowns)
        self.faults += _twice((m.at, m.slug, f"the measure {m.slug}") for _, _, m in self.measures)
        kinds = {m.slug: m.kind for _, _, m in self.measures}
        breakdowns = {b.slug for b in self.breakdowns}
        for file, fields, each in self.measures:
            if each.denominator and kinds.get(each.denominator) != "count":
                why = "is no count" if each.denominator in kinds else "is not defined"
                self._fault(file, fields, "denominator", f"{each.denominator} {why}")
            if each.breakdown and each.breakdown not in breakdowns:
                self._fault(file, fields, "breakdown", f"{each.breakdown} is not defined")
        self._check_words()

    def _fault(self, file: str, fields: Fields, key: str, why: str) -> None:
        self.faults.append(f"{place(file, line_of(fields.nodes[key]))}: the {key} {why}.")

    def _check_words(self) -> None:
        """A word finds one measure, so none may be the word, the name or the slug of another."""
        owners = {plain(word): m.slug for _, _, m in self.measures for word in (m.name, m.slug)}
        for file, fields, each in self.measures:
            for node, word in zip(fields.items("words"), each.words, strict=True):
                owner = owners.setdefault(plain(word), each.slug)
                if owner != each.slug:
                    at = place(file, line_of(node))
                    self.faults.append(f"{at}: the word “{word}” stands for the measure {owner} too.")


def _twice(defined: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for at, slug, what in defined:
        if slug in first:
            yield f"{at}: {what} is defined in {first[slug]} already."
        first.setdefault(slug, at)


def _in_file(file: str, error: Refused) -> str:
    message = str(error)
    return f"{file}{', ' if message.startswith('line ') else ': '}{message}"
