"""`manage.py make_account NAME --role ROLE`: an account with a password from ACCOUNT_PASSWORD."""

import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.actions.accounts import make_account
from recommendations.models import User
from recommendations.roles import ROLES


class Command(BaseCommand):
    help = "Make an account, or give an existing one its role and password anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", choices=list(ROLES), required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("ACCOUNT_PASSWORD", "")
        try:
            validate_password(password, User(username=options["name"]))
        except ValidationError as error:
            raise CommandError(f"ACCOUNT_PASSWORD: {' '.join(error.messages)}") from error
        made = make_account(username=options["name"], role=options["role"], password=password)
        self.stdout.write(f"{'Made' if made else 'Changed'} {options['name']}, {options['role']}.")
