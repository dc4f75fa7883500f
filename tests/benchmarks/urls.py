"""The tracker's addresses, and the plainest views that the measurements compare with.

They pass through the same middleware and ask for the same right as any page that is read.
"""

import json
import sys
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from recommendations.access import needs
from recommendations.roles import Can

HEAVY = ("pandas", "plotly", "pdfplumber")

# The columns of register.csv: the movement is the status before and the status now, and a meeting is
# told by its body and date.
REGISTER = """
WITH latest AS (
    SELECT id, body_id, date FROM recommendations_meeting
    WHERE published_at IS NOT NULL ORDER BY date DESC, id DESC LIMIT 1
), previous AS (
    SELECT m.id, m.date FROM recommendations_meeting m JOIN latest ON m.body_id = latest.body_id
    WHERE m.date < latest.date AND m.published_at IS NOT NULL ORDER BY m.date DESC LIMIT 1
)
SELECT r.number, r.summary, r.wording, t.name,
       (SELECT l.name FROM recommendations_lead l
        JOIN recommendations_meeting lm ON lm.id = l.meeting_id
        JOIN latest ON lm.date <= latest.date
        WHERE l.theme_id = r.theme_id AND lm.published_at IS NOT NULL
        ORDER BY lm.date DESC, lm.id DESC LIMIT 1),
       s.label,
       (SELECT was.label FROM recommendations_update w
        JOIN recommendations_meeting wm ON wm.id = w.meeting_id
        JOIN previous ON wm.date <= previous.date
        LEFT JOIN recommendations_status was ON was.id = w.status_id
        WHERE w.recommendation_id = r.id AND wm.published_at IS NOT NULL
        ORDER BY wm.date DESC, w.meeting_id DESC LIMIT 1),
       u.narrative, b.slug, m.date
FROM recommendations_recommendation r
JOIN recommendations_report p ON p.id = r.report_id
LEFT JOIN recommendations_theme t ON t.id = r.theme_id
LEFT JOIN recommendations_update u ON u.id = (
    SELECT n.id FROM recommendations_update n
    JOIN recommendations_meeting nm ON nm.id = n.meeting_id
    JOIN latest ON nm.date <= latest.date
    WHERE n.recommendation_id = r.id AND nm.published_at IS NOT NULL
    ORDER BY nm.date DESC, n.meeting_id DESC LIMIT 1
)
LEFT JOIN recommendations_status s ON s.id = u.status_id
LEFT JOIN recommendations_meeting m ON m.id = u.meeting_id
LEFT JOIN recommendations_body b ON b.id = m.body_id
WHERE p.slug = %s ORDER BY r.number
"""


@needs(Can.READ)
def hello(request: HttpRequest) -> HttpResponse:
    """Nothing but what every page costs: middleware, session and user."""
    return HttpResponse("hello")


@needs(Can.READ)
def raw_register(request: HttpRequest, report: str) -> HttpResponse:
    """A register from one query, its values joined to lines."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER, [report])
        rows = cursor.fetchall()
    lines = [",".join([f'"{value}"' for value in row]) for row in rows]
    return HttpResponse("\r\n".join(lines), content_type="text/csv; charset=utf-8")


@needs(Can.READ)
def worker(request: HttpRequest) -> HttpResponse:
    """What this process holds: its memory in kilobytes, and which heavy packages it imported."""
    status = Path("/proc/self/status").read_text()
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    told = {"kilobytes": int(resident), "imported": [name for name in HEAVY if name in sys.modules]}
    return HttpResponse(json.dumps(told), content_type="application/json")


urlpatterns = [
    path("", include("tracker.urls")),
    path("bench/hello/", hello),
    path("bench/register/<slug:report>/", raw_register),
    path("bench/worker/", worker),
]
