"""Tokens: made, and asked for by endpoints that are not for everybody."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from cms.portals.models import Portal

from .models import Scope, Token

PREFIX = "portalift_"


def make_token(
    name: str,
    scopes: Iterable[Scope],
    *,
    portal: Portal | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return it: it cannot be read again."""
    key = new_key()
    Token.objects.create(
        name=name,
        digest=digest(key),
        scopes=[scope.value for scope in scopes],
        portal=portal,
        expires_at=expires_at,
    )
    return key


class Allowed(HttpBearer):
    """Asks for a token that allows something."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, _request: HttpRequest, token: str) -> Token | None:
        """Return the token, if it is one, still good, and for this."""
        good = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        found = Token.objects.filter(good, digest=digest(token)).first()
        return found if found and self.scope.value in found.scopes else None


def new_key() -> str:
    """Make a key that nobody can guess."""
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """Return what is kept of a key; it has enough chance in it that a plain digest is safe."""
    return hashlib.sha256(key.encode()).hexdigest()
