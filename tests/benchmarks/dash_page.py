"""One Dash page, as its makers set it up for production, with the charts of the file that DASH_CHARTS names.

Scripts come from the page's own server and nothing is compressed, both of which are Dash's defaults.
So is Plotly's look, which adds seven kilobytes to each chart; DASH_LOOK=none leaves it away.
The charts are built once, when the server starts: what a request costs is telling of them.
"""

import json
import os
from pathlib import Path

import plotly.io
from dash import Dash, dcc, html
from plotly import graph_objects

if os.environ.get("DASH_LOOK") == "none":
    plotly.io.templates.default = None


def article(heading: str, sentence: str, figure: dict) -> html.Article:
    """A chart under its heading and its sentence. Raises RuntimeError where it is not the one given."""
    built = graph_objects.Figure(figure)
    made = json.loads(plotly.io.to_json(built))
    made["layout"].pop("template", None)
    # Plotly leaves empty lists away.
    given = {"data": figure["data"], "layout": {k: v for k, v in figure["layout"].items() if v != []}}
    if made != given:
        raise RuntimeError(f"{heading}: Dash would draw another chart.")
    return html.Article([html.H3(heading), html.P(sentence), dcc.Graph(figure=built)])


app = Dash(__name__, title="Performance")
charts = json.loads(Path(os.environ["DASH_CHARTS"]).read_text())
app.layout = html.Main([html.H1("Performance"), *(article(*chart) for chart in charts)])
server = app.server
