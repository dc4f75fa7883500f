"""The choices of filter forms, written as HTML in one go. Free of Django; everything is escaped."""

from collections.abc import Iterable
from html import escape

_SELECTED = {True: " selected", False: ""}
Choices = Iterable[tuple[str, str]]  # value, label


def options(choices: Choices, chosen: str) -> str:
    """The <option>s of a list, the chosen one selected."""
    return "".join(
        [
            f'<option value="{escape(value)}"{_SELECTED[value == chosen]}>{escape(label)}</option>'
            for value, label in choices
        ]
    )


def chooser(name: str, label: str, choices: Choices, chosen: str, everything: str = "All") -> str:
    """A labelled list of a filter form whose first choice, `everything`, narrows nothing."""
    listed = options([("", everything), *choices], chosen)
    return (
        f'<div class="field"><label for="f-{name}">{escape(label)}</label>'
        f'<select id="f-{name}" name="{name}">{listed}</select></div>'
    )
