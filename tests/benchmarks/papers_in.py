"""Reading the real paper as text, Word document and PDF, in the child that reads a stranger's file."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from recommendations.apart import MEGABYTES, SECONDS, run_apart
from tests.benchmarks.figures import Figure
from tests.papers import BOARD, REAL

TIMES = 3  # of which the middle one counts
TASK = "tests.benchmarks.papers_in:read_and_tell"


def forms() -> dict[str, bytes]:
    """The real paper in each form, made from its text by the writers; none where it is not at hand."""
    from performance.reading.fixture_write import tree_of as tree_of_report
    from recommendations.reading.fixture_write import tree_of
    from recommendations.writing.about import About
    from recommendations.writing.pdf import write_pdf
    from recommendations.writing.word import write_word
    from tracker.paper_form import document_of
    from tracker.paper_reading import read_here

    file = REAL / BOARD
    if not file.exists():
        return {}
    text = file.read_bytes()
    read = read_here(BOARD, text)
    if read.paper is None:
        raise RuntimeError("The real paper was not read.")
    document = document_of(tree_of(read.paper) | tree_of_report(read.report))
    about = About(read.paper.title, "Office of the Police and Crime Commissioner")
    return {"txt": text, "docx": write_word(document, about=about), "pdf": write_pdf(document, about=about)}


def measure_reading() -> Iterator[Figure]:
    """Seconds and peak memory of the child for each form, beside its limits."""
    made = forms()
    if not made:
        yield Figure("reading the real paper", "it is not beside this checkout")
    for form, data in made.items():
        taken, peaks = [], []
        for _ in range(TIMES):
            start = perf_counter()
            told, _ = run_apart(TASK, {"name": f"paper.{form}", "choices": {}}, data)
            taken.append(perf_counter() - start)
            peaks.append(told["megabytes"])
            if told["recommendations"] < 42:
                raise RuntimeError(
                    f"Of the {form} paper {told['recommendations']} recommendations were read."
                )
        seconds, peak = statistics.median(taken), max(peaks)
        what = f"reading the real paper as {form}, {len(data) / 1024:.0f} KB"
        yield Figure(what, f"{seconds:.2f} s", f"at most {SECONDS} s", seconds <= SECONDS)
        yield Figure(f"{what}: memory", f"{peak:.0f} MB", f"at most {MEGABYTES} MB", peak <= MEGABYTES)


def read_and_tell(words: Mapping[str, Any], data: bytes, progress: Any) -> tuple[Any, bytes]:
    """The task of the child: read the paper as always, and say how much memory that took."""
    from tracker.paper_reading import read_apart

    answer, _ = read_apart(words, data, progress)
    held = sum(len(report["recommendations"]) for report in answer["paper"]["reports"])
    # The process's own peak: what getrusage tells may be that of the process which started it.
    status = Path("/proc/self/status").read_text()
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return {"megabytes": int(peak) / 1024, "recommendations": held}, b""
