"""What must stand before the first child starts: tables, words, static files, a first admin."""

from __future__ import annotations

import secrets
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command

from worker.supervisor.words import compile_words

ADMIN = "admin"


def prepare() -> None:
    """Bring database, words and static files up to date; each step does nothing where it is."""
    call_command("migrate", interactive=False, verbosity=0)
    for folder in settings.LOCALE_PATHS:
        compile_words(Path(folder))
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())


def make_admin() -> str:
    """Make the first superuser; return the password, which is kept nowhere, or "" if one exists."""
    if User.objects.filter(is_superuser=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(ADMIN, "", password)
    return password
