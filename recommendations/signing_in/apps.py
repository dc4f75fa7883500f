"""Signing in as an app of its own: its table of counted attempts, and what it listens to."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import pre_migrate


def make_cache_table(using: str, **kwargs: Any) -> None:
    """The table that counts failed sign-ins; a second time does nothing."""
    call_command("createcachetable", database=using, verbosity=0)


class SigningInConfig(AppConfig):
    name = "recommendations.signing_in"
    verbose_name = "Signing in"

    def ready(self) -> None:
        from recommendations.signing_in import events

        events.listen()
        # Apps without models are not told of migrations, so this hears of the base's; before them, because
        # what follows them may give another role its rights on the tables that are there.
        pre_migrate.connect(
            make_cache_table,
            sender=apps.get_app_config("recommendations"),
            dispatch_uid="recommendations.signing_in.cache",
        )
