"""The PCC's quarterly performance measures; may use recommendations, is used by tracker only."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = "Performance"
