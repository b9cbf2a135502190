"""What a portal's owner gave us to get in with: sent to the portal's hosts, stored nowhere.

The profile names environment variables; their values stand in no plan, archive, log or report.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ingest.types import CrawlSettings
from scrapers.archive.write import Headers
from scrapers.plan import PlanError

_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
NOT_STORED = "[not stored]"
SHORTEST_SECRET = 6
"""Characters. A shorter value, a language or a switch, is no secret, and stands in headers that the
crawl reads: `vi` in a Location."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Header lines and cookies for the portal's hosts."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    encrypted_only: bool = False
    """The portal answers by https: over http nothing secret is said."""

    def headers_for(self, url: str) -> dict[str, str]:
        """Give what is sent along to an address on the portal's hosts."""
        return dict(self.headers) if self._may_see(url) else {}

    def cookies_for(self, url: str) -> dict[str, str]:
        """Give the cookies likewise."""
        return dict(self.cookies) if self._may_see(url) else {}

    def sent(self, headers: Headers) -> Headers:
        """Keep what may be stored of a request's head."""
        hidden = _SECRET | {name.lower() for name in self.headers}
        return tuple((name, value) for name, value in headers if name.lower() not in hidden)

    def received(self, headers: Headers) -> Headers:
        """Hide what a response's head gives away: a session that goes on, a key that is echoed."""
        given = (*self.headers.values(), *self.cookies.values())
        if not given:
            return headers
        secrets = [value for value in given if len(value) >= SHORTEST_SECRET]
        return tuple(
            (name, NOT_STORED if _tells(name, value, secrets) else value) for name, value in headers
        )

    def _may_see(self, url: str) -> bool:
        return not self.encrypted_only or urlsplit(url).scheme == "https"


def read_access(crawl: CrawlSettings, *, home: str, environ: Mapping[str, str]) -> Access:
    """Look up what the profile names. Raises PlanError for a variable that is not set."""
    headers = {}
    for pair in crawl.header_env:
        name, sign, variable = pair.partition("=")
        if not sign or not name:
            raise PlanError(f"header_env: {pair!r}: expected Header-Name=ENVIRONMENT_VARIABLE")
        headers[name] = _value("header_env", variable, environ)
    if crawl.basic_auth_env:
        user, sign, password = crawl.basic_auth_env.partition(":")
        if not sign:
            raise PlanError("basic_auth_env: expected USER_VARIABLE:PASSWORD_VARIABLE")
        pair = ":".join(_value("basic_auth_env", each, environ) for each in (user, password))
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    cookies = _cookies(crawl.cookie_env, environ) if crawl.cookie_env else {}
    return Access(headers=headers, cookies=cookies, encrypted_only=urlsplit(home).scheme == "https")


def _cookies(variable: str, environ: Mapping[str, str]) -> dict[str, str]:
    # As a browser's Cookie line is read (RFC 6265, 5.4), whatever signs stand in a value.
    parts = [part.strip() for part in _value("cookie_env", variable, environ).split(";")]
    pairs = [part.partition("=") for part in parts if part]
    if not pairs or not all(name and sign for name, sign, _ in pairs):
        raise PlanError(
            f"cookie_env: {variable!r} holds no line of cookies: expected name=value; name=value"
        )
    return {name.strip(): value.strip() for name, _, value in pairs}


def _value(option: str, variable: str, environ: Mapping[str, str]) -> str:
    value = environ.get(variable, "")
    if not value or not value.isprintable():
        raise PlanError(f"{option}: the environment variable {variable!r} is not set to a line")
    return value


def _tells(name: str, value: str, secrets: list[str]) -> bool:
    return name.lower() == "set-cookie" or any(secret in value for secret in secrets)
