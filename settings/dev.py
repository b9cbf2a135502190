"""The embedded default: SQLite, local files, a Valkey server of our own. What `make run` uses."""

from __future__ import annotations

from .base import *  # noqa: F403
from .base import SQLITE_OPTIONS
from .env import RUN, VAR, archive_url, env
from .secrets import load_or_make_secret_key

DEBUG = False
SECRET_KEY = load_or_make_secret_key(VAR / "secret-key")
ALLOWED_HOSTS = ["*"]
"""The retired portals' hosts may be pointed at this server to try them; it binds to 127.0.0.1."""

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(VAR / "portalift.sqlite3"),
        "OPTIONS": SQLITE_OPTIONS,
    },
}
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DATABASE_URL")}
if env.str("ARCHIVE_URL", default=""):
    ARCHIVE_URL = archive_url(env.str("ARCHIVE_URL"))
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{RUN['PORT'] or 8000}"
SERVES_MEDIA = True
METRICS_ON_LOOPBACK = True
