"""Accounts."""

from django.db import transaction

from recommendations.history import acting
from recommendations.models import User


@transaction.atomic
def make_account(*, username: str, role: str, password: str) -> bool:
    """Make an account, or give the one there its role and password anew; whether it is new."""
    with acting(by=None, why="Account set up on the server", page="make_account"):
        found = User.objects.select_for_update().filter(username=username).first()
        if found is None:
            User.objects.create_user(username, password, role=role)
            return True
        found.role = role
        found.set_password(password)
        found.save()
        return False
