"""The site: settings, addresses, the home page and the one paper import that calls both apps."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Tracker"
