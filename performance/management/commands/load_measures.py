"""`manage.py load_measures [FOLDER] --by NAME`: check the definitions of measures and write what differs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from performance.actions.definitions import load_definitions
from performance.definitions.files import read_folder
from recommendations.models import User
from recommendations.reading.paper import Refused


class Command(BaseCommand):
    help = "Check the files that define forces, groups and measures, and write what differs; deletes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        default = Path(settings.BASE_DIR) / "fixtures" / "measures"
        parser.add_argument("folder", nargs="?", type=Path, default=default)
        parser.add_argument("--by", metavar="NAME", required=True, help="whose act it is")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError("Loading needs --by NAME: the account whose act it is.")
        try:
            definitions = read_folder(options["folder"])
        except (OSError, Refused) as error:
            raise CommandError(f"Nothing was written.\n{error}") from error
        loaded = load_definitions(definitions=definitions, by=by)
        lines = [f"Review overdue: {sentence}" for sentence in definitions.overdue(timezone.localdate())]
        lines += [f"Added: {what}" for what in loaded.added] + [f"Changed: {what}" for what in loaded.changed]
        self.stdout.write("\n".join([*lines, str(loaded)]))
