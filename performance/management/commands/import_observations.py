"""`manage.py import_observations FILE…`: show what files of figures change, and with --apply change it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.actions.figure_files import plan_observations
from performance.files.text import add_options, import_file, plan_lines, said_of
from recommendations.models import User
from recommendations.reading.paper import Refused


class Command(BaseCommand):
    help = "Show how CSV and XLSX files are read and what they change; --apply writes, file by file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--apply", action="store_true", help="write what was shown")
        parser.add_argument("--by", metavar="NAME", help="whose act it is; needed with --apply")
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if options["apply"] and (by is None or not options["by"]):
            raise CommandError("Applying needs --by NAME: the account whose act it is.")
        for file in options["files"]:
            try:
                name, data = file.name, file.read_bytes()
                choice, about = said_of(file, options)
                if options["apply"]:
                    import_file(name=name, data=data, about=about, choice=choice, by=by, out=self.stdout)
                else:
                    planned = plan_observations(name=name, data=data, choice=choice)
                    self.stdout.write("\n".join(plan_lines(name, planned)))
            except (OSError, Refused) as error:
                raise CommandError(f"{file}: {error}") from error
