"""Addresses of performance."""

from django.urls import path

from performance.views import checks, disproportionality, glossary, measures, report, report_round, sources

urlpatterns = [
    path("performance/", report.performance, name="performance"),
    path("performance.<format:fmt>", report.performance, name="performance"),
    path("performance/measures/", measures.measures, name="measures"),
    path("performance/measures.<format:fmt>", measures.measures, name="measures"),
    path("performance/measures/<slug:measure>/", measures.measure, name="measure"),
    path("performance/measures/<slug:measure>.<format:fmt>", measures.measure, name="measure"),
    path("performance/measures/<slug:measure>/change/", measures.change_measure, name="change-measure"),
    path("meetings/<slug:meeting>/performance/", report_round.performance_round, name="performance-round"),
    path(
        "meetings/<slug:meeting>/performance/<slug:priority>/",
        report_round.performance_priority,
        name="performance-priority",
    ),
    path("figures/", sources.sources, name="sources"),
    path("figures.<format:fmt>", sources.sources, name="sources"),
    path("figures/new/", sources.new_source, name="new-source"),
    path("figures/<hash:key>/", sources.source, name="source"),
    path("performance/disproportionality/", disproportionality.disproportionality, name="disproportionality"),
    path(
        "performance/disproportionality.<format:fmt>",
        disproportionality.disproportionality,
        name="disproportionality",
    ),
    path("checks/", checks.checks, name="checks"),
    path("checks.<format:fmt>", checks.checks, name="checks"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary.<format:fmt>", glossary.glossary, name="glossary"),
]
