"""The charts that a page of ours carries, taken out of it as they are, for another page to draw."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any, NamedTuple

HEADING = re.compile(r'<h3 id="m-([\w-]+)"><a [^>]*>(.*?)</a></h3>')
CHART = re.compile(
    r"<figcaption[^>]*>([^<]*)</figcaption>"
    r'(?:(?!</figure>).)*?<script type="application/json" id="figure-([\w-]+)">(.*?)</script>',
    re.DOTALL,
)


class Drawn(NamedTuple):
    """A chart with its heading and its sentence; `figure` has Plotly's `data` and `layout`."""

    heading: str
    sentence: str
    figure: dict[str, Any]


def charts_of(page: str) -> list[Drawn]:
    """Every chart of the performance page. Raises RuntimeError where it has none."""
    headings = dict(HEADING.findall(page))
    found = [
        Drawn(unescape(headings[name]), unescape(sentence), json.loads(figure))
        for sentence, name, figure in CHART.findall(page)
    ]
    if not found:
        raise RuntimeError("The performance page carries no chart.")
    return found
