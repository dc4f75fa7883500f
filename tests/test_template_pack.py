"""The forms' template pack: what a refused form says, and that each link of its summary leads somewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Div, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

PACK = Path(settings.BASE_DIR) / "templates" / "office"
STATUSES = [("red", "Red"), ("amber", "Amber")]


class Page(HTMLParser):
    """The elements of a page, each as its tag and attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.elements if "id" in attrs]

    def dead_links(self) -> list[str]:
        """Links within the page that lead to no element, and descriptions that name none."""
        named = [str(a["href"])[1:] for a in self.all("a") if str(a.get("href", "")).startswith("#")]
        for _, attrs in self.elements:
            named += (attrs.get("aria-describedby") or "").split()
            named += [str(attrs["for"])] if "for" in attrs else []
        return [name for name in named if name not in self.ids]

    def link_targets(self) -> set[str]:
        return {str(a["href"])[1:] for a in self.all("a")}


class EveryWidget(forms.Form):
    """One required field of every widget the tracker could use."""

    name = forms.CharField(help_text="As it is printed.")
    password = forms.CharField(widget=forms.PasswordInput)
    number = forms.IntegerField()
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    narrative = forms.CharField(widget=forms.Textarea)
    theme = forms.ChoiceField(choices=[("", "Choose"), *STATUSES])
    bodies = forms.MultipleChoiceField(choices=STATUSES)
    status = forms.ChoiceField(choices=STATUSES, widget=forms.RadioSelect, help_text="As told.")
    addressed_to = forms.MultipleChoiceField(choices=STATUSES, widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField()
    paper = forms.FileField()
    sat = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
    day = forms.DateField(widget=forms.SelectDateWidget)
    own_id = forms.CharField(widget=forms.TextInput(attrs={"id": "words-of-our-own"}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Somebody saved this first.")


def with_layout(form: forms.Form, *parts: Any) -> str:
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return render_crispy_form(form, helper)


@pytest.fixture(params=["tag", "filter", "layout", "prefix", "formset"])
def refused(request: pytest.FixtureRequest) -> Page:
    """A form with every widget in error, by each of the ways a form is put on a page."""
    if request.param == "tag":
        html = render_crispy_form(EveryWidget({}))
    elif request.param == "filter":
        template = engines["django"].from_string("{% load crispy_forms_tags %}{{ form|crispy }}")
        html = template.render({"form": EveryWidget({})})
    elif request.param == "layout":
        html = with_layout(EveryWidget({}), *EveryWidget.base_fields)
    elif request.param == "prefix":
        html = render_crispy_form(EveryWidget({}, prefix="rec-4"))
    else:
        data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"}
        html = render_crispy_form(forms.formset_factory(EveryWidget)(data))
    return Page(html)


def test_every_error_has_a_link_to_what_exists(refused: Page) -> None:
    visible = len(EveryWidget.base_fields) - 1
    assert len(refused.all("a")) % visible == 0
    assert len(refused.all("a")) >= visible
    assert refused.dead_links() == []


def test_a_dead_link_is_seen() -> None:
    html = render_crispy_form(EveryWidget({}))
    assert Page(html.replace('id="id_status_0"', "")).dead_links() == ["id_status_0"] * 2
    assert Page(html.replace('id="id_name_error"', "")).dead_links() == ["id_name_error"]


def test_a_group_is_reached_by_its_first_input() -> None:
    targets = Page(render_crispy_form(EveryWidget({}))).link_targets()
    assert {"id_status_0", "id_addressed_to_0", "id_sat_0", "id_day_day", "words-of-our-own"} <= targets


def test_errors_without_a_control_are_listed_without_a_link() -> None:
    page = Page(render_crispy_form(EveryWidget({})))
    assert "Somebody saved this first." in page.text
    assert "Version: This field is required." in page.text
    assert "id_version" not in page.link_targets()


def test_a_field_left_out_of_the_layout_is_listed_without_a_link() -> None:
    page = Page(with_layout(EveryWidget({}), "name", "status"))
    assert page.link_targets() == {"id_name", "id_status_0"}
    assert "Theme: This field is required." in page.text
    assert page.dead_links() == []


def test_a_form_in_order_has_no_summary() -> None:
    html = render_crispy_form(EveryWidget())
    assert "error-summary" not in html
    assert "error-message" not in html
    assert "aria-invalid" not in html


def test_hint_and_error_stand_before_the_control() -> None:
    html = render_crispy_form(EveryWidget({}))
    parts = ['for="id_name"', 'id="id_name_helptext"', 'id="id_name_error"', 'name="name"']
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    groups = Page(html).all("fieldset")
    assert "id_status_helptext id_status_error" in [group.get("aria-describedby") for group in groups]
    name = next(attrs for attrs in Page(html).all("input") if attrs.get("id") == "id_name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"


class Wanted(forms.Form):
    """One field that may stay empty, one that may not."""

    words = forms.CharField(required=False)
    theme = forms.CharField()
    closed = forms.BooleanField(required=False)


def test_only_what_may_stay_empty_is_called_optional() -> None:
    text = " ".join(Page(render_crispy_form(Wanted())).text.split())
    assert text == "Words (optional) Theme Closed"


def test_a_form_that_only_asks_calls_nothing_optional_and_carries_no_token() -> None:
    helper = FormHelper()
    helper.form_method = "get"
    html = render_crispy_form(Wanted(), helper, {"csrf_token": "a-token"})
    assert "optional" not in html
    assert "a-token" not in html


def test_a_form_that_writes_carries_the_token_and_leaves_refusing_to_the_server() -> None:
    html = render_crispy_form(Wanted(), FormHelper(), {"csrf_token": "a-token"})
    assert 'value="a-token"' in html
    assert "novalidate" in Page(html).all("form")[0]
    assert "enctype" not in Page(html).all("form")[0]
    assert "enctype" in Page(render_crispy_form(EveryWidget())).all("form")[0]


def test_text_of_a_person_is_escaped_wherever_it_is_shown() -> None:
    bad = "<b>bold</b>"

    class Told(forms.Form):
        words = forms.ChoiceField(choices=[(bad, bad)], label=bad, help_text=bad, widget=forms.RadioSelect)
        more = forms.CharField(label=bad, help_text=bad)

        def clean(self) -> dict[str, Any]:
            self.add_error("words", bad)
            raise forms.ValidationError(bad)

    html = render_crispy_form(Told({"words": bad, "more": bad}))
    assert bad not in html
    assert html.count("&lt;b&gt;bold&lt;/b&gt;") >= 8
    for template in PACK.rglob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape|mark_safe", template.read_text()), template


def test_layout_parts_and_buttons() -> None:
    html = with_layout(
        Wanted(),
        Fieldset("What it says", Row("words", "theme")),
        Div("closed", css_class="field-set-apart"),
        ButtonHolder(
            Submit("save", "Save"),
            Submit("drop", "Withdraw", css_class="button--warning", css_id="w"),
        ),
    )
    page = Page(html)
    classes = [str(attrs["class"]).split() for _, attrs in page.elements if "class" in attrs]
    assert ["fieldset"] in classes
    assert ["row"] in classes
    assert ["field-set-apart"] in classes
    buttons = [(a["name"], str(a["class"]).split(), a.get("id")) for a in page.all("button")]
    assert buttons == [("save", ["button"], None), ("drop", ["button", "button--warning"], "w")]


def test_forms_side_by_side_share_no_id() -> None:
    helper = FormHelper()
    helper.add_input(Submit("save", "Save"))
    html = "".join(render_crispy_form(EveryWidget({}, prefix=str(n)), helper) for n in range(2))
    ids = [name for name in Page(html).ids if name != "words-of-our-own"]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_faults_stand_without_context(name: str) -> None:
    page = Page(render_to_string(name))
    assert len(page.all("h1")) == 1
    assert page.all("link")[0]["href"] == "/static/tracker.css"


@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_pages_for_refusals_render_for_anybody(name: str) -> None:
    signed_out = render_to_string(name, {"office_name": "An office", "person": None, "section": ""})
    assert "/accounts/sign-in/" in signed_out
    assert Page(signed_out).dead_links() == []
    signed_in = render_to_string(name, {"person": "Ada <Reader>"})
    assert "Ada &lt;Reader&gt;" in signed_in
    assert "/accounts/sign-in/" not in signed_in


def strip(**changes: Any) -> dict[str, Any]:
    """A meeting strip as a page gives it."""
    return {
        "label": "Board, 2 November 2022",
        "url": "/meetings/board-2022-11-02/",
        "is_draft": False,
        "latest": True,
        "previous": {"url": "?meeting=board-2022-08-03", "label": "3 August 2022"},
        "next": None,
        "choices": '<option value="board-2022-11-02" selected>2 November</option>'
        '<option value="board-2022-08-03">3 August</option>',
        "keep": [("status", "red")],
        **changes,
    }


def test_the_strip_names_the_meeting_and_keeps_what_was_asked() -> None:
    page = Page(render_to_string("base.html", {"strip": strip()}))
    assert "Board, 2 November 2022" in page.text
    assert "Latest meeting" in page.text
    assert "Previous meeting: 3 August 2022" in page.text
    assert "Next meeting" not in page.text
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["board-2022-11-02"]
    assert [(i["name"], i["value"]) for i in page.all("input")] == [("status", "red")]
    assert page.dead_links() == []


@pytest.mark.parametrize(
    ("is_draft", "latest", "says"),
    [(True, False, "Draft"), (False, True, "Latest"), (False, False, "Past"), (True, True, "Draft")],
)
def test_the_strip_says_which_kind_of_meeting_it_is(is_draft: bool, latest: bool, says: str) -> None:
    text = Page(render_to_string("base.html", {"strip": strip(is_draft=is_draft, latest=latest)})).text
    kinds = ["Draft: not visible to Panel members", "Latest meeting", "Past meeting"]
    assert [kind.startswith(says) for kind in kinds] == [kind in text for kind in kinds]


def test_the_frame_holds_one_heading_marks_the_section_and_is_the_same_twice() -> None:
    request = RequestFactory().get("/reports/?a=1&b=2")
    context = {"section": "reports", "csv_url": "/reports/a.csv?a=1&b=2", "can": {"import_papers": True}}
    html = render_to_string("base.html", context, request)
    page = Page(html)
    assert len(page.all("h1")) == 1
    assert [a["href"] for a in page.all("a") if a.get("aria-current") == "page"] == ["/reports/"]
    assert "/papers/" in html
    assert "/papers/" not in render_to_string("base.html", {"can": {}}, request)
    assert "csrf" not in html
    assert "style=" not in html
    assert "<script" not in html
    assert html == render_to_string("base.html", context, RequestFactory().get("/reports/?a=1&b=2"))
