"""Tests: SQLite in a file per process, or PostgreSQL where ``TEST_DATABASE_URL`` says so."""

from __future__ import annotations

from urllib.parse import unquote

from .base import *  # noqa: F403
from .base import MIDDLEWARE as ALL_MIDDLEWARE
from .base import SQLITE_OPTIONS
from .env import env

SECRET_KEY = "for tests only"  # noqa: S105 - guards nothing
ALLOWED_HOSTS = ["*"]
DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if env.str("TEST_DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("TEST_DATABASE_URL")}
    # A socket's folder comes percent-encoded, as libpq takes it.
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"transaction_mode": SQLITE_OPTIONS["transaction_mode"], "timeout": 20},
        },
    }
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
BROKER_URL = "memory://"
HITS_FLUSH_S = 0

MIDDLEWARE = [name for name in ALL_MIDDLEWARE if "whitenoise" not in name]
"""Tests collect no static files, and WhiteNoise warns of their missing folder."""
