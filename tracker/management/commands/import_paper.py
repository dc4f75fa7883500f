"""`manage.py import_paper FILE…`: show what papers would change, and with --apply change it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.models import User
from recommendations.reading.paper import Refused
from tracker.paper_import import NotYet, import_file, plan_paper
from tracker.plan_text import plan_lines


class Command(BaseCommand):
    help = (
        "Show the plan of one or more board papers: added, changed, conflicts, not read. --apply writes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--apply", action="store_true", help="write what the plan says")
        parser.add_argument("--by", metavar="NAME", help="whose act it is; needed with --apply")
        parser.add_argument("--draft", action="store_true", help="leave new meetings unpublished")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if options["apply"] and (by is None or not options["by"]):
            raise CommandError("Applying needs --by NAME: the account whose act it is.")
        for file in options["files"]:
            try:
                data = file.read_bytes()
                if options["apply"]:
                    import_file(
                        name=file.name, data=data, by=by, publish=not options["draft"], out=self.stdout
                    )
                else:
                    self.stdout.write("\n".join(plan_lines(plan_paper(name=file.name, data=data))))
            except (OSError, Refused, NotYet) as error:
                raise CommandError(f"{file}: {error}") from error
