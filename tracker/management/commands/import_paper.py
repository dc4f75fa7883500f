"""`manage.py import_paper FILE…`: show what papers would change, and with --apply change it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.models import User
from recommendations.reading.paper import Refused
from tracker.paper_import import NotYet, import_file, plan_paper
from tracker.plan_text import plan_lines
from tracker.publishing import NotPublished, publisher_named


class Command(BaseCommand):
    help = (
        "Show the plan of one or more board papers: added, changed, conflicts, not read. --apply writes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--apply", action="store_true", help="write what the plan says")
        parser.add_argument("--by", metavar="NAME", help="whose act it is; needed with --apply")
        parser.add_argument("--publish-by", metavar="NAME", help="a publisher, who publishes new meetings")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if options["apply"] and (by is None or not options["by"]):
            raise CommandError("Applying needs --by NAME: the account whose act it is.")
        for file in options["files"]:
            try:
                publisher = publisher_named(options["publish_by"], by)
                data = file.read_bytes()
                if options["apply"]:
                    import_file(name=file.name, data=data, by=by, publish_by=publisher, out=self.stdout)
                else:
                    self.stdout.write("\n".join(plan_lines(plan_paper(name=file.name, data=data))))
            except (OSError, Refused, NotYet, NotPublished) as error:
                raise CommandError(f"{file}: {error}") from error
