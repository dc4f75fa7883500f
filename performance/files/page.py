"""What the pages of files of figures show: the list of files, a file's columns, its rows and its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from performance.actions.figure_files import Choice, Planned
from performance.models import Force, Group, Measure, Source
from performance.periods import Period
from recommendations.clock import minute_of
from recommendations.controls import chooser, options
from recommendations.tables import Column, Table, link

if TYPE_CHECKING:
    import pandas

FIRST_ROWS = 20
MOST_SHOWN = 100
GROUP_OF_MEASURE = ("breakdown__measures__slug", "slug", "name")
OF_COLUMN = "column-"  # begins the name of a column's choice in the address
ROLES = [
    ("measure", "Names the measure"),
    ("force", "Names the force"),
    ("group", "Names the group"),
    ("period", "Names the period"),
    ("start", "First day of the period"),
    ("end", "Last day of the period"),
    ("numerator", "The figure (numerator)"),
    ("denominator", "Out of how many (denominator)"),
    ("ignore", "Left out"),
]


def choice_from(query: Mapping[str, str]) -> Choice:
    """What the address says of a file's columns, and of what no column gives."""
    said = {name: role for name, role in query.items() if name.startswith(OF_COLUMN) and role}
    columns = {name.removeprefix(OF_COLUMN): role for name, role in said.items()}
    given = {name: query.get(name, "").strip() for name in ("measure", "force", "period")}
    return Choice(columns, **given)


def sources_table(rows: list[Source]) -> Table[Source]:
    """Every file of figures; `rows` carry how many observations come from each as `observed`."""
    columns: list[Column[Any]] = [
        Column("file", "File", lambda s: s.name, lambda s: link(_address(s), s.name), row_header=True),
        Column("publisher", "Publisher", lambda s: s.publisher),
        Column("sha256", "SHA-256", lambda s: s.sha256, lambda s: f"<code>{s.sha256[:12]}</code>"),
        Column("public", "Public elsewhere", lambda s: "Yes" if s.is_open else "No"),
        Column("uploaded_by", "Brought in by", lambda s: str(s.uploaded_by)),
        Column(
            "applied_at",
            "Written",
            lambda s: minute_of(s.applied_at) if s.applied_at else "Not written",
        ),
        Column("observations", "Figures", lambda s: s.observed, lambda s: f"{s.observed:,}", numeric=True),
    ]
    return Table(
        "figures", f"{len(rows)} files", columns, rows, empty="No file of figures has been brought in yet."
    )


def columns_table(planned: Planned, measures: list[tuple[str, str]]) -> Table[Any]:
    """What each column is taken for, with the choice to put it right; columns of values stand apart."""
    choices = [*ROLES, *((f"measure:{slug}", f"Figures of: {name}") for slug, name in measures)]
    first: Any = planned.sheet.frame.head(3)

    def select(column: Any) -> str:
        name, chosen = escape(f"{OF_COLUMN}{column.heading}"), _choice_of(planned, column)
        offered = options([*([] if chosen else [("", "Not known: choose")]), *choices], chosen)
        label = escape(f"What the column {column.heading} is")
        return f'<select name="{name}" aria-label="{label}" form="columns">{offered}</select>'

    shown: list[Column[Any]] = [
        Column("column", "Column", lambda c: c.heading, row_header=True),
        Column("first", "First values", lambda c: ", ".join(filter(None, first[c.heading]))),
        Column("role", "Taken for", lambda c: c.role, select),
        Column("why", "Because", lambda c: c.why),
    ]
    named = [column for column in planned.match.columns if column.role != "value"]
    return Table("columns", f"{len(named)} columns", shown, named)


def _choice_of(planned: Planned, column: Any) -> str:
    """The choice that stands for what a column is taken for; "" where nothing does."""
    if column.role == "numerator" and planned.match.measure:
        return f"measure:{planned.match.measure}"
    return str(column.role) if column.role in dict(ROLES) else ""


def value_columns(planned: Planned) -> str:
    """The columns of a wide table whose headings are periods, in a sentence; "" where there are none."""
    values = [column.heading for column in planned.match.columns if column.role == "value"]
    if not values:
        return ""
    between = f", from “{values[0]}” to “{values[-1]}”" if len(values) > 1 else f": “{values[0]}”"
    return f"{len(values)} more columns hold one period each{between}."


def default_choosers(choice: Choice, measures: list[tuple[str, str]]) -> str:
    """The lists to choose measure and force from where no column gives them."""
    forces = list(Force.objects.values_list("slug", "name"))
    given = "Given by a column"
    return chooser("measure", "Measure of every figure", measures, choice.measure, given) + chooser(
        "force", "Force of every figure", forces, choice.force, given
    )


def measure_choices() -> list[tuple[str, str]]:
    """Every measure by name: slug and name."""
    return list(Measure.objects.order_by("name").values_list("slug", "name"))


def first_rows(planned: Planned) -> Table[Any] | None:
    """The first rows as they were read; None where they could not be."""
    if planned.read is None or planned.problems:
        return None
    frame = planned.read.frame
    rows = list(_rows(frame.head(FIRST_ROWS)))
    return Table("rows", f"The first {len(rows)} of {len(frame):,} figures", [*_PLACE, *_VALUES], rows)


def changed_rows(planned: Planned) -> Table[Any] | None:
    """Old and new of the figures that would change; None where none would."""
    if planned.difference is None or not len(planned.difference.changed):
        return None
    frame = planned.difference.changed
    rows = list(_rows(frame.head(MOST_SHOWN)))
    caption = f"{len(frame):,} changed"
    if len(frame) > MOST_SHOWN:
        caption = f"The first {MOST_SHOWN} of {caption}"
    return Table("changed", caption, [*_PLACE, *_OLD_VALUES, *_VALUES], rows)


def _address(source: Source) -> str:
    return f"/figures/{source.key}/"


def written_by(source: Source) -> list[dict[str, Any]]:
    """How many figures of each measure come from this file."""
    counted = source.observations.order_by("measure__name").values("measure__slug", "measure__name")
    return list(counted.annotate(figures=Count("pk")))


def _rows(frame: pandas.DataFrame) -> Iterable[dict[str, Any]]:
    """Rows of a frame with the names of what is on record, and their periods in words."""
    measures, forces = dict(measure_choices()), dict(Force.objects.values_list("slug", "name"))
    found = Group.objects.filter(breakdown__measures__isnull=False)
    groups = {(of, slug): name for of, slug, name in found.values_list(*GROUP_OF_MEASURE)}
    for row in frame.to_dict("records"):
        named = {
            "measure": measures[row["measure"]],
            "force": forces[row["force"]],
            "group": groups.get((row["measure"], row["group"]), ""),
            "period": str(Period(end=row["end"].date(), start=row["start"].date())),
        }
        yield {str(name): value for name, value in row.items()} | named


def _number(value: float) -> str:
    """A figure as people write it; nothing for none."""
    return "" if value != value else f"{value:,.10g}"


def _figure(key: str, heading: str) -> Column[Any]:
    return Column(key, heading, lambda row: _number(row[key]), numeric=True)


_PLACE: list[Column[Any]] = [
    Column("row", "Row", lambda row: row["row"], numeric=True, row_header=True),
    Column("measure", "Measure", lambda row: row["measure"]),
    Column("force", "Force", lambda row: row["force"]),
    Column("group", "Group", lambda row: row["group"]),
    Column("period", "Period", lambda row: row["period"]),
]
_VALUES = [_figure("numerator", "Figure"), _figure("denominator", "Out of")]
_OLD_VALUES = [
    _figure("old_numerator", "Figure on record"),
    _figure("old_denominator", "Out of, on record"),
]
