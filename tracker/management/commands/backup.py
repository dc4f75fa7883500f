"""`manage.py backup FILE`: the whole database in one file, while people go on writing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from tracker.backup.archive import BackupError
from tracker.backup.progress import bar
from tracker.backup.restoring import back_up, store_of


class Command(BaseCommand):
    requires_system_checks = ()  # of all commands, these have to run on a day when something is broken
    help = "Write the whole database to one file, as it is at one moment, while people go on writing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new name: no backup replaces another")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = back_up(store_of(connection.settings_dict), options["file"], bar)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{options['file']}: {sum(made.facts.rows.values())} rows of {len(made.facts.rows)} tables, "
            f"SHA-256 {made.sha256}, chain {made.facts.number} {made.facts.head}"
        )
