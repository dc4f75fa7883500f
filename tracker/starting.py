"""What is looked at before the first page is served."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError

from recommendations import guards
from recommendations.audit import audit


def look_at_the_guards() -> None:
    """Put the guards of the records back where any is missing, and say so in the audit log.

    A database that cannot be reached yet is no reason not to start. Raises ImproperlyConfigured where a guard
    is missing and the role that the site runs as may not put it back.
    """
    try:
        gone = guards.missing()
        if gone:
            guards.install()
            audit("guards put back", guards=len(gone), first=gone[0])
    except OperationalError:
        return
    except DatabaseError as error:
        raise ImproperlyConfigured(
            f"{len(gone)} guards of the records are missing, {gone[0]} first. Run `manage.py migrate` as the "
            "owner of the database, then `manage.py check_records`."
        ) from error
