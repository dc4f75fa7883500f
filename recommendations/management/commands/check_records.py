"""`manage.py check_records [--head NUMBER:HASH]`: whether the record is what it says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from recommendations.checking import check_records
from recommendations.models import ChainLink


class Command(BaseCommand):
    help = "Check guards, chain, history, records and files; name the first thing wrong; print the head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], help="a head on paper, like 1234:9f2c; may be given again"
        )
        parser.add_argument("--every", action="store_true", help="name everything wrong, not the first only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pairs = [head.split(":") for head in options["head"]]
            heads = {int(number): begins.lower() for number, begins in pairs}
        except ValueError as error:
            raise CommandError("Give a head as the number of its link and how its hash begins.") from error
        total = ChainLink.objects.count() * 2
        with tqdm(total=total, desc="Checking", unit=" rows", leave=False, disable=None) as bar:
            found = check_records(heads=heads, progress=bar.update, every=options["every"])
        self.stdout.write(str(found))
        if found.head:
            self.stdout.write(f"Head: {found.head[0]}:{found.head[1]}")
        if found.wrong:
            raise CommandError("\n".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in found.wrong))
