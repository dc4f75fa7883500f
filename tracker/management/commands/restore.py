"""`manage.py restore FILE --verify`, or `--into URL`, or `--replace`: read a backup back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from tracker.backup.archive import BackupError
from tracker.backup.progress import bar
from tracker.backup.restoring import restore, store_at, store_of, verify_backup


class Command(BaseCommand):
    requires_system_checks = ()  # of all commands, these have to run on a day when something is broken
    help = "Read a backup back into a place of its own and check it; with --into or --replace, use it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="check it and change nothing")
        parser.add_argument("--into", metavar="URL", help="the database to fill; without it the site's own")
        parser.add_argument(
            "--replace", action="store_true", help="also where there are records, which are kept"
        )

    def handle(self, *args: Any, file: Path, verify: bool, into: str, replace: bool, **options: Any) -> None:
        if not (verify or into or replace) or (verify and replace):
            raise CommandError("Say --verify to check the backup, or --into URL or --replace to use it.")
        try:
            store = store_at(into) if into else store_of(connection.settings_dict)
            done = verify_backup(file, store, bar) if verify else restore(file, store, bar, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(done)
