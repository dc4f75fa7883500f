"""Records to measure with: offices that each follow one report over twelve published meetings and a draft."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

from django.db import connection, transaction

from recommendations import models
from recommendations.actions.papers import RecordsWriter
from recommendations.actions.writing import apply_plan
from recommendations.history import acting, current_act
from recommendations.reading.paper import (
    MeetingEntry,
    Paper,
    Place,
    RecommendationEntry,
    ReportEntry,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.read import read_paper
from tests.benchmarks import figure_records
from tests.benchmarks.rows import with_history
from tracker.paper_import import plan_read
from tracker.paper_reading import Read
from tracker.paper_said import Said

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
THEMES = ("Stops", "Young people", "Outcomes", "Workforce")
STATUSES = ("Red", "Amber", "Green")
MEETINGS = [date(2023, month, 5) for month in range(1, 13)]
DRAFT = date(2024, 1, 9)
CORRECTED = 5  # the recommendation whose updates were corrected after publication
WORDS = (
    *("the", "force", "board", "office", "panel", "training", "data", "review", "meeting", "officers"),
    *("young", "people", "quarter", "plan", "progress", "published", "agreed", "further", "checked"),
    *("lead", "partners", "courts", "record", "group", "figures", "shared"),
)


def prose(random: Random, length: int) -> str:
    """About so many characters of words."""
    return " ".join(random.choices(WORDS, k=length // 7)).capitalize() + "."


def import_paper(paper: Paper, by: models.User) -> int:
    """Plan a paper that is read and apply the plan; how many records were written."""
    planned = plan_read(Read(paper), Said())
    with acting(by=by, why=f"Imported from {paper.name}") as act:
        written = apply_plan(plan=planned.plan, writers=[RecordsWriter(planned.held)])
        for meeting in models.Meeting.objects.filter(published_at=None).exclude(date=DRAFT):
            meeting.published_at, meeting.published_by = act.at, by
            meeting.save()
    return written


def inspections() -> Paper:
    """The inspection reports of the paper of 2 November 2022, with the counts it states."""
    name = "2022-11-02-pab.yaml"
    paper = read_paper(name, (FIXTURES / name).read_bytes())
    return replace(paper, reports=tuple(report for report in paper.reports if report.scheme == "stages"))


def invented_paper(recommendations: int) -> Paper:
    """A board paper of one report, each recommendation with its update."""
    random = Random(recommendations)
    place = Place(1)
    entries = [
        RecommendationEntry(
            place,
            number,
            theme=THEMES[number % len(THEMES)],
            summary=prose(random, 70),
            wording=prose(random, 200),
            update=UpdateEntry(place, prose(random, 300), random.choice(STATUSES)),
        )
        for number in range(1, recommendations + 1)
    ]
    themes = tuple(ThemeEntry(place, name, lead=f"Lead of {name}") for name in THEMES)
    report = ReportEntry(
        place, "new-review", "A new review", "rag", themes=themes, recommendations=tuple(entries)
    )
    meeting = MeetingEntry(place, "pab", date(2025, 2, 4))
    return Paper("new-review.yaml", "0" * 64, "A new paper", meeting=meeting, reports=(report,))


def make_users() -> tuple[models.User, models.User]:
    """A viewer and an editor."""
    with acting(by=None, why="Measuring"):
        return tuple(models.User.objects.create_user(role, role, role=role) for role in ("viewer", "editor"))


@transaction.atomic
def fill(offices: int, recommendations: int, meetings: int, measures: int, by: models.User) -> None:
    """So many offices, each with so many recommendations and meetings; the inspection reports once for all.

    The figures are those of so many measures; with more than one office, of all forces.
    The first office is made last, so that its latest meeting is the one that pages show.
    """
    import_paper(read_paper("2024-bodies.yaml", (FIXTURES / "2024-bodies.yaml").read_bytes()), by)
    import_paper(inspections(), by)
    with acting(by=by, why="Measuring", page="/measuring/"):
        _offices(list(range(offices, 0, -1)), recommendations, [*MEETINGS[-meetings:], DRAFT])
        figure_records.fill(offices, measures)
    with acting(by=by, why="A slip of the pen", page="/measuring/"):
        for update in models.Update.objects.filter(
            recommendation__report__slug="review-01",
            recommendation__number=CORRECTED,
            meeting__date__gte=MEETINGS[-3],
            meeting__published_at__isnull=False,
        ):
            update.narrative += " Corrected."
            update.save()


def _offices(numbers: list[int], recommendations: int, days: list[date]) -> None:
    rag = models.Scheme.objects.get(code="rag")
    areas = [{"slug": f"area-{n:02}", "name": f"Board of area {n}"} for n in numbers]
    bodies = with_history(models.Body, areas)
    reports = with_history(
        models.Report,
        [{"slug": f"review-{n:02}", "title": f"Review of area {n}", "scheme": rag} for n in numbers],
    )
    published = {"published_at": current_act().at, "published_by": current_act().by}
    meetings = with_history(
        models.Meeting,
        [
            {"body": body, "date": day, **({} if day == DRAFT else published)}
            for body, day in product(bodies, days)
        ],
    )
    themes = with_history(
        models.Theme,
        [
            {"report": r, "slug": f"theme-{p}", "name": n, "position": p}
            for r in reports
            for p, n in enumerate(THEMES)
        ],
    )
    first = meetings[:: len(days)]
    with_history(
        models.Lead,
        [
            {"theme": theme, "name": f"Lead of {theme.name}", "meeting": first[index // len(THEMES)]}
            for index, theme in enumerate(themes)
        ],
    )
    random = Random(len(numbers))
    made = with_history(
        models.Recommendation,
        [
            {
                "report": report,
                "number": number,
                "theme": themes[index * len(THEMES) + number % len(THEMES)],
                "summary": prose(random, 70),
                "wording": prose(random, 200),
            }
            for (index, report), number in product(enumerate(reports), range(1, recommendations + 1))
        ],
    )
    told = len(days)
    by_report = {r.pk: meetings[i * told : (i + 1) * told] for i, r in enumerate(reports)}
    _updates(made, by_report, random)


def _updates(
    recommendations: list[models.Recommendation], meetings: dict[int, list[models.Meeting]], random: Random
) -> None:
    """An update for each recommendation and published meeting; the draft has every second one."""
    statuses = list(models.Status.objects.filter(scheme__code="rag").order_by("position"))
    rows = []
    for recommendation in recommendations:
        status = random.choice(statuses)
        for meeting in meetings[recommendation.report_id]:
            if meeting.is_draft and recommendation.number % 2:
                continue
            if random.random() < 0.15:
                status = random.choice(statuses)
            rows.append(
                {
                    "recommendation": recommendation,
                    "meeting": meeting,
                    "status": status,
                    "narrative": prose(random, 300),
                }
            )
    with_history(models.Update, rows)


def settle() -> None:
    """What PostgreSQL's own housekeeping does sooner or later; SQLite has none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
