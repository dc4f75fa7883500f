"""What the columns of a file of figures are taken for, and what stands in the way of reading them."""

from __future__ import annotations

import pytest

from performance.observations.columns import Match, match, span_of
from tests.performance.observation_words import VOCABULARY


def roles(found: Match) -> list[str]:
    return [column.role for column in found.columns]


def problems(*headings: str, **chosen: str) -> list[str]:
    return list(match(headings, VOCABULARY, chosen).problems)


@pytest.mark.parametrize(
    ("headings", "found", "measure"),
    [
        ("force,month,ethnicity,searches", "force,period,group,numerator", "stop-and-search"),
        ("force,twelve_months_ending,offence,offences", "force,period,measure,numerator", ""),
        (
            "Police Force,Period ending,Homicide",
            "force,period,numerator",
            "police-recorded-homicide-offences",
        ),
        ("AREA,Quarter,number,out of,Crime type", "force,period,numerator,denominator,measure", ""),
        ("measure,force,start,end,group,value", "measure,force,start,end,group,numerator", ""),
        ("force,month,searches,population", "force,period,numerator,denominator", "stop-and-search"),
        ("force,ethnicity,population", "force,group,numerator", "residents"),
        ("measure,force,Mar 2022,Q2 2022/23,2018-19", "measure,force,value,value,value", ""),
    ],
)
def test_columns_are_matched_by_their_names(headings: str, found: str, measure: str) -> None:
    matched = match(headings.split(","), VOCABULARY)
    assert matched.problems == ()
    assert (",".join(roles(matched)), matched.measure) == (found, measure)
    assert matched.wide == ("value" in found)


def test_each_column_says_why() -> None:
    found = match(["force", "searches", "2022-03", "foo", "number"], VOCABULARY, {"number": "ignore"})
    assert [column.why for column in found.columns] == [
        "its name",
        "a word for the measure stop-and-search",
        "its name is a period",
        "no known name",
        "chosen",
    ]


def test_a_choice_overrules_a_name() -> None:
    chosen = {"searches": "denominator", "people": "measure:residents", "foo": "ignore", "area": ""}
    found = match(["area", "searches", "people", "foo"], VOCABULARY, chosen)
    assert roles(found) == ["force", "denominator", "numerator", "ignore"]
    assert (found.measure, found.problems) == ("residents", ())
    assert match(["force", "searches"], VOCABULARY, {"searches": "numerator"}).measure == ""
    assert roles(match(["population"], VOCABULARY, {"population": "denominator"})) == ["denominator"]


def test_the_heading_of_periods_tells_their_length() -> None:
    assert [span_of(each) for each in ("12_months_ending", "Month", "date", "")] == ["year", "month", "", ""]


def test_a_column_that_matches_nothing_is_a_problem_until_it_is_left_out() -> None:
    assert problems("force", "foo", "searches") == [
        "The column “foo” matches nothing: say what it is or that it is to be left out."
    ]
    assert problems("force", "foo", "searches", foo="ignore") == []


@pytest.mark.parametrize(
    ("headings", "problem"),
    [
        ("force,month", "No column gives the value: there are “force” and “month”."),
        ("force,area,value", "The columns “force” and “area” each give the force: say which of them does."),
        ("force,searches,homicide", "The columns “searches” and “homicide” each give the value"),
        (
            "offence,force,searches",
            "The measure is given twice, by the column “offence” and by the name of “searches”",
        ),
        ("force,2022-03,value", "The columns “2022-03” … have periods for names, so “value” cannot be read"),
        ("month,2022-03,2022-04", "The columns “2022-03” and “2022-04” … have periods for names, so “month”"),
        (
            "month,start,end,value",
            "The period is given twice, by “month” and “start” and “end”: leave one out.",
        ),
        ("start,value", "“start” gives one end of the period: no column gives its last day."),
        ("end,value", "“end” gives one end of the period: no column gives its first day."),
    ],
)
def test_columns_that_do_not_go_together_are_told(headings: str, problem: str) -> None:
    found = problems(*headings.split(","))
    assert len(found) == 1
    assert found[0].startswith(problem)


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({"nowhere": "ignore"}, "No column is called “nowhere”."),
        ({"value": "measure:foo"}, "The column “value”: “foo” is no measure on record."),
        ({"force": "colour"}, "The column “force”: “colour” is none of measure, force, group, period,"),
    ],
)
def test_a_choice_of_what_there_is_not_is_told(chosen: dict[str, str], problem: str) -> None:
    assert problems("force", "value", **chosen)[0].startswith(problem)
