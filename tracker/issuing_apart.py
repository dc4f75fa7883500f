"""What makes a paper's files in a process of its own: the libraries for it are none a worker should hold.

Free of Django. `packed` and `unpacked` carry a paper's tree across as JSON, its days in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from performance.writing.charts import PaperChart, draw
from recommendations.apart import Progress
from recommendations.reading.document import Document, Picture
from recommendations.reading.paper import Refused
from recommendations.writing.about import About

FORMS = ("docx", "pdf", "xlsx", "yaml")
WRITING = "Writing the {}"
DAY = "!day"  # the key that marks a day: no key of a paper's tree begins so
Tree = dict[str, Any]


def packed(value: Any) -> Any:
    """A tree as plain JSON: a day becomes a dict of one key."""
    match value:
        case dict():
            return {key: packed(held) for key, held in value.items()}
        case list() | tuple():
            return [packed(held) for held in value]
        case date():
            return {DAY: value.isoformat()}
        case _:
            return value


def unpacked(value: Any) -> Any:
    """The tree again; tuples have become lists."""
    match value:
        case dict() if DAY in value:
            return date.fromisoformat(value[DAY])
        case dict():
            return {key: unpacked(held) for key, held in value.items()}
        case list():
            return [unpacked(held) for held in value]
        case _:
            return value


def packed_charts(charts: Mapping[str, PaperChart]) -> list[Any]:
    """Charts by the slug of their measure, as plain JSON."""
    return [
        packed([slug, c.title, c.unit, c.sentence, c.points, c.targets, c.changes])
        for slug, c in charts.items()
    ]


def unpacked_charts(told: list[Any]) -> dict[str, PaperChart]:
    """The charts again."""
    return {
        slug: PaperChart(title, unit, sentence, *map(_pairs, parts))
        for slug, title, unit, sentence, *parts in unpacked(told)
    }


def _pairs(rows: list[list[Any]]) -> tuple[Any, ...]:
    return tuple((one, other) for one, other in rows)


def write_apart(words: Mapping[str, Any], data: bytes, progress: Progress) -> tuple[Any, bytes]:
    """The task: a paper's files, one after the other, in the forms that `words` names.

    `words` are {"forms": […], "tree": …, "charts": […], "about": {…}}, `data` the Word template, empty for
    our own. The answer names each form and how many of the bytes are its file.
    """
    tree = unpacked(words["tree"])
    writers = _writers(tree, words["charts"], About(**words["about"]), data or None)
    files = []
    for form in words["forms"]:
        if form not in FORMS:
            raise Refused(f"“{form}” is no form that papers are written in.")
        progress(WRITING.format(form))
        files.append((form, writers[form]()))
    return [[form, len(file)] for form, file in files], b"".join(file for _, file in files)


def cut(answer: list[list[Any]], body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files that the task made, by form."""
    start = 0
    for form, length in answer:
        yield form, body[start : start + length]
        start += length


def _writers(
    tree: Tree, charts: list[Any], about: About, template: bytes | None
) -> dict[str, Callable[[], bytes]]:
    """What writes each form; the document is laid out, and its charts are drawn, once for all of them."""
    # Imported here, as each is needed: this module is known to workers, which hold none of these libraries.
    laid_out: list[Document] = []

    def document() -> Document:
        if not laid_out:
            from tracker.paper_form import document_of

            laid_out.append(document_of(as_told(tree), charts=_drawn(charts)))
        return laid_out[0]

    def docx() -> bytes:
        from recommendations.writing.word import write_word

        return write_word(document(), about=about, template=template)

    def pdf() -> bytes:
        from recommendations.writing.pdf import write_pdf

        return write_pdf(document(), about=about)

    def xlsx() -> bytes:
        from recommendations.writing.workbook import write_workbook

        return write_workbook(tree, about_title=about.title)

    def yaml() -> bytes:
        from recommendations.reading.fixture_write import yaml_of

        return yaml_of(tree).encode()

    return {"docx": docx, "pdf": pdf, "xlsx": xlsx, "yaml": yaml}


def as_told(tree: Tree) -> Tree:
    """The tree as a board paper prints it, without what the records hold of a recommendation besides.

    That is our summary beside the published wording, the bodies addressed, and bodies other than the one
    that meets: the meeting was not told of them. The data forms hold them all.
    """
    meets = tree.get("meeting", {}).get("body")
    bodies = [body for body in tree.get("bodies", []) if body["slug"] == meets]
    reports = [_report_as_told(report) for report in tree.get("reports", [])]
    holds = {**tree["holds"], "bodies": len(bodies)} if "holds" in tree else {}
    told = {**tree, "holds": holds, "bodies": bodies, "reports": reports}
    return {key: held for key, held in told.items() if key in tree}


def _report_as_told(report: Tree) -> Tree:
    listed = {
        key: [_entry_as_told(entry) for entry in report[key]] for key in ("recommendations",) if key in report
    }
    themes = {"themes": [_report_as_told(theme) for theme in report["themes"]]} if "themes" in report else {}
    return report | listed | themes


def _entry_as_told(entry: Tree) -> Tree:
    besides = {"bodies", "summary"} if "wording" in entry else {"bodies"}
    return {key: held for key, held in entry.items() if key not in besides}


def _drawn(charts: list[Any]) -> dict[str, Picture]:
    return {slug: draw(chart) for slug, chart in unpacked_charts(charts).items()}


def template_apart(words: Mapping[str, Any], data: bytes, progress: Progress) -> tuple[Any, bytes]:
    """The task for templates: our own (`words` {"do": "default"}), or whether one can serve ("check").

    Raises Refused where it cannot.
    """
    from recommendations.writing.template import check_template, default_template

    if words["do"] == "check":
        check_template(data)
        return None, b""
    return None, default_template()
