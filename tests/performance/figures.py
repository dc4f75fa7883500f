"""What tests of files of figures share: forces, groups and measures on record, and files of our own."""

from __future__ import annotations

from django.apps import apps

from performance.models import Breakdown, Force, Group, Measure

GROUPS = ("White", "Black", "Unknown")
HEAD = "force,month,ethnicity,searches\n"
FILE = (
    HEAD
    + "Ourshire,2022-01,White,10\n"
    + "Ourshire,2022-01,Black,4\n"
    + "Ourshire,2022-02,White,12\n"
    + "Northshire,2022-02,White,\n"
    + "Northshire,2022-02,Black,0\n"
)  # four figures and a blank


def some_definitions() -> None:
    """Two forces, two groups and an unknown one, and two measures: searches by group, thefts of the whole."""
    Force.objects.create(slug="ourshire", name="Ourshire", is_own=True)
    Force.objects.create(slug="northshire", name="Northshire", is_similar=True)
    ethnicity = Breakdown.objects.create(slug="ethnicity", name="Ethnicity")
    for position, name in enumerate(GROUPS):
        Group.objects.create(breakdown=ethnicity, slug=name.lower(), name=name, position=position)
    Measure.objects.create(
        slug="stop-and-search",
        name="Stop and search",
        span="month",
        breakdown=ethnicity,
        column_words=["searches"],
    )
    Measure.objects.create(slug="thefts", name="Thefts", span="month", column_words=["theft"])


def census() -> dict[str, int]:
    """How many rows every table of performance holds, history included."""
    return {
        model.__name__: model.objects.count() for model in apps.get_app_config("performance").get_models()
    }


def many_figures(forces: int) -> str:
    """A file of 720 figures for each of that many forces, which are set up for it."""
    names = [f"Force {number}" for number in range(forces)]
    Force.objects.bulk_create([Force(slug=name.lower().replace(" ", "-"), name=name) for name in names])
    months = [f"{2000 + number // 12}-{number % 12 + 1:02d}" for number in range(240)]
    places = [f"{name},{month},{group}" for name in names for month in months for group in GROUPS]
    return HEAD + "".join([f"{place},{number % 97}\n" for number, place in enumerate(places)])
