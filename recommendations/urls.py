"""Addresses: slugs, numbers and dates, never database ids. Every table also ends in .csv, .xlsx and .json."""

from django.urls import include, path, register_converter

from recommendations.views import export, feeds, inspections, meetings, records, redactions, reports, round


class FormatConverter:
    """The data formats of a table."""

    regex = "csv|xlsx|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class HashConverter:
    """The first twelve letters of a file's SHA-256."""

    regex = "[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "format")
register_converter(HashConverter, "hash")

urlpatterns = [
    path("redactions/", redactions.redactions, name="redactions"),
    path("redactions.<format:fmt>", redactions.redactions, name="redactions"),
    path("redactions/new/", redactions.new_redaction, name="new-redaction"),
    path("export/", export.export, name="export"),
    path("export.zip", export.export_file, name="export-file"),
    path("reports/", reports.reports, name="reports"),
    path("reports.<format:fmt>", reports.reports, name="reports"),
    path("reports/<slug:report>/", reports.register, name="register"),
    path("reports/<slug:report>.<format:fmt>", reports.register, name="register"),
    path("reports/<slug:report>/<int:number>/", reports.recommendation, name="recommendation"),
    path("reports/<slug:report>/<int:number>.<format:fmt>", reports.recommendation, name="recommendation"),
    path("inspections/", inspections.inspections, name="inspections"),
    path("inspections.<format:fmt>", inspections.inspections, name="inspections"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings.<format:fmt>", meetings.meetings, name="meetings"),
    path("meetings.rss", feeds.published_meetings_feed, name="meetings-feed"),
    path("meetings/new/", meetings.new_meeting, name="new-meeting"),
    path("meetings/<slug:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:meeting>.<format:fmt>", meetings.meeting, name="meeting"),
    path("meetings/<slug:meeting>/change/", meetings.edit_meeting, name="edit-meeting"),
    path("meetings/<slug:meeting>/round/", round.update_round, name="round"),
    path("history/<slug:kind>/<path:key>/", records.history, name="history"),
    path("history/<slug:kind>/<path:key>.<format:fmt>", records.history, name="history"),
    path("statuses/", records.statuses, name="statuses"),
    path("statuses.<format:fmt>", records.statuses, name="statuses"),
    path("statuses/<slug:scheme>/<slug:code>/", records.edit_status, name="edit-status"),
    path("", include("recommendations.urls_accounts")),
]
