"""The one settings file. Everything that differs between places is an environment variable (.env.example)."""

import os
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tracker import settings_accounts

BASE_DIR = Path(__file__).resolve().parent.parent
# Tests and type checks run without any secret of a real site.
TESTING = bool({"pytest", "mypy"} & sys.modules.keys())


def env(name: str, default: str = "") -> str:
    """The value of an environment variable; an empty one counts as not set."""
    return os.environ.get(name) or default


def env_flag(name: str, default: str) -> bool:
    """True for 1, yes, true and on; anything but those and their opposites stops the start."""
    value = env(name, default).strip().lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or to 0.")


def env_list(name: str) -> list[str]:
    """The comma-separated values of an environment variable, white space taken off."""
    return [part.strip() for part in env(name).split(",") if part.strip()]


def env_address(name: str, *beginnings: str) -> str:
    """An address that begins in one of these ways and goes on one line, or none."""
    value = env(name).strip()
    if value and not (value.startswith(beginnings) and value.isprintable() and " " not in value):
        raise ImproperlyConfigured(f"{name} is {value!r}: it has to begin with {' or '.join(beginnings)}")
    return value


DEBUG = env_flag("DEBUG", "0")
SECRET_KEY = env("SECRET_KEY", "for tests and DEBUG only" if DEBUG or TESTING else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to a long random text that only this server knows, for instance the "
        'output of: python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
# Keys that were in use before: sessions and second factors made with them stay good.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
if not (ALLOWED_HOSTS or DEBUG or TESTING):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set. Set it to the names this site is reached by, separated by commas."
    )

OFFICE_NAME = env("OFFICE_NAME", "Avon and Somerset OPCC")
PUBLIC_PAGES = env_flag("PUBLIC_PAGES", "0")
# Where the public reaches the office (a page of its website), and who finds a hole reaches somebody.
CONTACT_PAGE = env_address("CONTACT_PAGE", "https://", "http://")
SECURITY_CONTACT = env_address("SECURITY_CONTACT", "https://", "mailto:", "tel:")

INSTALLED_APPS = [
    "tracker",
    "performance",
    "recommendations",
    "recommendations.signing_in",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *settings_accounts.APPS,
    "crispy_forms",
    "csp",
]

MIDDLEWARE = [
    "tracker.middleware.headers.FrameMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.middleware.sessions.SessionMiddleware",
    "tracker.middleware.audited.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "recommendations.access.AccessMiddleware",
    "recommendations.held.HeldMiddleware",
    "recommendations.form_keys.FormKeyMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "recommendations.access.page_context",
            ],
            "builtins": ["recommendations.templatetags.form_keys"],
        },
    }
]
# The database writes the history itself (recommendations/guards), so that no way of writing is left out.
SIMPLE_HISTORY_ENABLED = False

CRISPY_TEMPLATE_PACK = "office"
CRISPY_ALLOWED_TEMPLATE_PACKS = "office"

# CONN_MAX_AGE keeps a connection open between requests; without it each request pays for a new one.
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{BASE_DIR / 'tracker.sqlite3'}"),
        conn_max_age=int(env("CONN_MAX_AGE", "600")),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Seconds. Whoever waits longest is not served first here, so that some wait much longer than most.
        "timeout": 60,
        # REPLACE meets the triggers that refuse a DELETE only where triggers are recursive.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=ON;",
    }
    # A file, not memory: the browser tests' server reads it from a thread of its own.
    DATABASES["default"]["TEST"] = {"NAME": env("TEST_DB", str(BASE_DIR / "test.sqlite3"))}
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Nobody waits longer than 20 seconds for what somebody else is writing, and who began to write and went
    # away lets go after two minutes. No limit on a statement: large imports and checks take what they take.
    options = DATABASES["default"].setdefault("OPTIONS", {})
    limits = "-c lock_timeout=20s -c idle_in_transaction_session_timeout=2min"
    options["options"] = f"{limits} {options.get('options', '')}".strip()
# The role that the site runs as on PostgreSQL, where another one owns the tables and runs `migrate`.
DATABASE_APP_ROLE = env("DATABASE_APP_ROLE")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "recommendations.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = settings_accounts.PASSWORD_VALIDATORS
CACHES = settings_accounts.CACHES
# Whoever can change what others read shows a second factor. Tests and the demo leave it out.
SECOND_FACTOR = env_flag("SECOND_FACTOR", "0" if TESTING else "1")
# The office's own accounts (Microsoft Entra ID); whether the second factor asked for there counts here.
OIDC_SERVER_URL = env_address("OIDC_SERVER_URL", "https://")
OIDC_SECOND_FACTOR = env_flag("OIDC_SECOND_FACTOR", "0")
OIDC_APP = settings_accounts.provider_app(
    env("OIDC_NAME"), OIDC_SERVER_URL, env("OIDC_CLIENT_ID"), env("OIDC_SECRET")
)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tracker.plotly_asset.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# A paper is read in memory; the largest kept is 10 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
PAPER_MAX_BYTES = 10 * 1024 * 1024
# A stranger's file is read in a process of its own, with limits on memory and time.
READ_APART = True

HTTPS_ONLY = env_flag("HTTPS_ONLY", "0" if DEBUG or TESTING else "1")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = HTTPS_ONLY
BEHIND_PROXY = env_flag("BEHIND_PROXY", "0")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 63072000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A browser takes a cookie named __Host- only over https, from this very host, for all of its addresses.
COOKIE_PREFIX = "__Host-" if HTTPS_ONLY else ""
SESSION_ENGINE = "recommendations.signing_in.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# How long a session lasts without a request, and from signing in; how often it is noted that one came.
SESSION_IDLE_SECONDS = 60 * 60
SESSION_LIFE_SECONDS = 12 * 60 * 60
SESSION_SEEN_SECONDS = 60
SESSION_COOKIE_AGE = SESSION_LIFE_SECONDS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_HTTPONLY = True
# Not Strict: whoever then came by a link in a mail would get a new one, and the forms open in other windows,
# with all that is typed in them, would be refused. Nor as short as a session, whose last form it outlives.
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = 7 * 24 * 60 * 60
CSRF_FAILURE_VIEW = "recommendations.held.refused_token"
globals().update(
    settings_accounts.account_settings(
        issuer=f"Recommendations tracker, {OFFICE_NAME}",
        insecure=not HTTPS_ONLY,
        proxies=int(BEHIND_PROXY),
        provider=OIDC_APP,
    )
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *settings_accounts.form_targets(OIDC_SERVER_URL)],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUDIT_LOG = env("AUDIT_LOG")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"format": "%(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "audit": {"formatter": "bare"}
        | (
            {"class": "logging.handlers.WatchedFileHandler", "filename": AUDIT_LOG, "delay": True}
            if AUDIT_LOG
            else {"class": "logging.StreamHandler"}
        ),
    },
    "loggers": {"audit": {"handlers": ["audit"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
