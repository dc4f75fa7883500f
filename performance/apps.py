"""The PCC's quarterly performance measures; may use recommendations, is used by tracker only."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from performance import links
        from recommendations.record_addresses import add_record_kinds
        from recommendations.related import add_related

        add_record_kinds(links.RECORD_KINDS)
        add_related(links.measures_asked_for)
