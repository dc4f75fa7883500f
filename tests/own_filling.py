"""What databases of a test's own are filled with."""

from django.core.management import call_command

from recommendations.models import User
from recommendations.roles import ROLES
from tests.records import some_records

PASSWORD = "a long pass phrase for tests"


def migrate() -> None:
    """The tables, their guards and the reference data."""
    call_command("migrate", verbosity=0, skip_checks=True)


def fill() -> None:
    """The tables, an account of each role, and the records by the editor."""
    migrate()
    people = {
        role: User.objects.create_user(role, PASSWORD, role=role, name=f"Test {role}") for role in ROLES
    }
    some_records(people["editor"])
