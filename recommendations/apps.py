"""The base app: reports, themes, leads, meetings, updates, statuses, roles, history, papers read in."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = "Recommendations"

    def ready(self) -> None:
        from recommendations import guards, reference
        from recommendations.guards import sqlite_act

        connection_created.connect(sqlite_act.register, dispatch_uid="recommendations.sqlite_act")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="recommendations.guards")
        post_migrate.connect(reference.ensure, sender=self, dispatch_uid="recommendations.reference")
