"""The site: settings, addresses, the home page and the one paper import that calls both apps."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Tracker"

    def ready(self) -> None:
        from tracker import acts_audited
        from tracker.middleware import sessions

        acts_audited.listen()
        sessions.listen()
