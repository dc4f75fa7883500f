"""What a WSGI server (waitress, gunicorn) serves."""

import os

from django.core.wsgi import get_wsgi_application


def started() -> object:
    """The application, once the guards of its records are in place."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    served = get_wsgi_application()
    from tracker.starting import look_at_the_guards

    look_at_the_guards()
    return served


application = started()
