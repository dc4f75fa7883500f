"""Home."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from performance.report.headline import headline
from recommendations.access import needs
from recommendations.changes import changes_table
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve
from tracker.home import home_table, read_home


@needs(Can.READ)
@require_safe
def home(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Where things stand at the chosen meeting, against the meeting before."""
    sitting = resolve(request)
    told = read_home(sitting)
    reported, measured = headline(sitting)
    return answer(
        request,
        "home.html",
        table=home_table(told),
        sitting=sitting,
        fmt=fmt,
        title="Where things stand",
        section="home",
        home=told,
        stage_counts=[(word, told.inspections.shown(word.code)) for word in told.stages],
        reported=reported,
        measured=measured,
        changes=changes_table(told.changes[:20], sitting).html(),
    )
