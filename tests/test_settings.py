"""Settings: nothing starts half set up, and what starts is set up safely."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PRODUCTION = {
    "SECRET_KEY": "a-secret-of-these-tests-that-is-long-enough-for-the-check-0123456789",
    "ALLOWED_HOSTS": "tracker.example.org",
}
SHOW = """
import json, django
from django.conf import settings
from django.db import connection
django.setup()
print(json.dumps({
    "database": {
        k: settings.DATABASES["default"][k] for k in ("ENGINE", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")
    },
    "debug": settings.DEBUG, "hosts": settings.ALLOWED_HOSTS, "public": settings.PUBLIC_PAGES,
    "origins": settings.CSRF_TRUSTED_ORIGINS, "https": settings.SECURE_SSL_REDIRECT,
    "proxy": settings.SECURE_PROXY_SSL_HEADER, "office": settings.OFFICE_NAME,
    "storage": settings.STORAGES["staticfiles"]["BACKEND"],
}))
"""


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python in an environment that holds nothing else."""
    given = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tracker.settings", **env}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120
    )


def settings_of(**env: str) -> dict[str, object]:
    shown = run("-c", SHOW, **{**PRODUCTION, **env})
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set."),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set."),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps': set it to 1 or to 0."),
        ({"PUBLIC_PAGES": "2"}, "PUBLIC_PAGES is '2': set it to 1 or to 0."),
    ],
)
def test_what_is_missing_or_wrong_stops_the_start_with_a_sentence(env, sentence):
    started = run("manage.py", "check", **{**PRODUCTION, **env})
    assert started.returncode != 0
    assert sentence in started.stderr.splitlines()[-1]


def test_production_passes_every_check_of_a_deployment():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_the_check_would_see_an_unsafe_setting():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, HTTPS_ONLY="0")
    assert checked.returncode != 0
    assert "SECURE_SSL_REDIRECT" in checked.stderr


def test_models_and_migrations_agree():
    made = run("manage.py", "makemigrations", "--check", "--dry-run", **PRODUCTION)
    assert made.returncode == 0, made.stdout


def test_safe_by_default():
    found = settings_of()
    assert (found["debug"], found["public"], found["https"], found["proxy"]) == (False, False, True, None)
    assert found["storage"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"
    assert found["database"]["ENGINE"] == "django.db.backends.sqlite3"


def test_what_is_set_is_taken():
    found = settings_of(
        ALLOWED_HOSTS="one.example, two.example", PUBLIC_PAGES="yes", BEHIND_PROXY="on",
        OFFICE_NAME="An office",
        CSRF_TRUSTED_ORIGINS="https://one.example,https://two.example", HTTPS_ONLY="off",
    )  # fmt: skip
    assert found["hosts"] == ["one.example", "two.example"]
    assert found["origins"] == ["https://one.example", "https://two.example"]
    assert (found["public"], found["https"], found["office"]) == (True, False, "An office")
    assert found["proxy"] == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.mark.parametrize(
    ("given", "expected"), [({}, 600), ({"CONN_MAX_AGE": ""}, 600), ({"CONN_MAX_AGE": "0"}, 0)]
)
def test_connections_to_postgresql_are_kept(given, expected):
    found = settings_of(DATABASE_URL="postgres://name:word@127.0.0.1:5432/tracker", **given)
    assert found["database"] == {
        "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": expected, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


def test_the_wsgi_application_starts():
    started = run("-c", "from tracker.wsgi import application; print(callable(application))", **PRODUCTION)
    assert started.stdout.strip() == "True", started.stderr


def test_every_variable_is_in_the_example():
    """And nothing is in the example that no setting, container or start-up reads."""
    source = (ROOT / "tracker" / "settings.py").read_text()
    example = (ROOT / ".env.example").read_text()
    named = {
        line.partition("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")
    }
    read = {
        part.partition('"')[0]
        for call in ('env("', 'env_flag("', 'env_list("', 'env_address("')
        for part in source.split(call)[1:]
    }
    assert read - named == {"TEST_DB"}  # for two runs of the tests at once
    assert named - read == {"POSTGRES_PASSWORD", "PORT", "DEMO_DIR"}
