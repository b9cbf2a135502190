"""The identity of an address: spider, ledger and old addresses share it.

What an engine does with its addresses is data of the platform (``[address]`` in
``ingest/platforms/<name>.toml``); what every engine shares is here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from ingest.platforms import GENERIC, load_platform

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "!$&'()*+,;=:@~"
_QUERY_SAFE = "!$'()*,;:@/?~"
# Browsers drop these anywhere in an address, and spaces around it.
_STRIPPED = re.compile("[\t\r\n]")
# Cookieless sessions: ";jsessionid=…" after a segment, "(S(…))" as a segment of ASP.NET.
_SESSION_SUFFIX = re.compile(r";(?:jsessionid|phpsessid|sid)=[^;/]*", re.IGNORECASE)
_SESSION_SEGMENT = re.compile(r"\((?:[A-Z]\([\w-]*\))+\)")
_INDEX = re.compile(r"(?:index|default)\.(?:php|html?|aspx?|jsp|cfm)", re.IGNORECASE)
_VIEWS = (
    (
        "print",
        re.compile(
            r"/(?:print|printpage|print-?view|show-?print|in-?an|in-bai|ban-in|pprint\w*)(?:[/.]|$)"
            r"|[?&](?:print|printable|in|inan|view=print|task=print|layout=print)"
            r"(?:=(?:1|true|yes|y)?)?(?:&|$)",
            re.IGNORECASE,
        ),
    ),
    (
        "save",
        re.compile(r"/(?:savefile|save-file|luu-tin|luubai)(?:/|$)|[?&]savefile=", re.IGNORECASE),
    ),
    (
        "share",
        re.compile(
            r"/(?:sendmail|send-mail|gui-email|gui-mail|share|sharer|tell-?a-?friend)(?:[/.?]|$)"
            r"|[?&](?:share|replytocom|nv=sendmail)(?:=|&|$)",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Forms:
    """A platform's address data, compiled."""

    keep: frozenset[str]
    drop: tuple[re.Pattern[str], ...]
    native: tuple[tuple[re.Pattern[str], str], ...]
    print_views: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _forms(platform: str) -> _Forms:
    forms = load_platform(platform or GENERIC).address
    return _Forms(
        keep=frozenset(forms.keep_query),
        drop=tuple(re.compile(pattern) for pattern in forms.drop_query),
        native=tuple((re.compile(item.pattern), item.namespace) for item in forms.native_id),
        print_views=tuple((re.compile(item.pattern), item.normal) for item in forms.print_view),
    )


def canonical_url(url: str, *, platform: str = GENERIC) -> str:
    """Bring every spelling of an address to one form; the raw address is kept elsewhere.

    Scheme and host in small letters, no user, default port, fragment, session or tracking; path in
    NFC without empty and dot segments, ``index.php`` and final slash, its case kept; query sorted.
    Raises ValueError if ``url`` is no absolute http(s) address.
    """
    parts = _split(url)
    path, query = _path(parts.path), _query(parts.query, _forms(platform))
    return f"{parts.scheme.lower()}://{_host(parts, url)}{path}" + (f"?{query}" if query else "")


def normal_url(url: str, *, platform: str = GENERIC) -> str:
    """Give the canonical address of the item that ``url`` is a print or save view of; of ``url``
    itself if it is none. Raises ValueError as `canonical_url` does.
    """
    canonical = canonical_url(url, platform=platform)
    parts = urlsplit(canonical)
    for form in (_path_and_query(_split(url)), _path_and_query(parts)):
        for pattern, normal in _forms(platform).print_views:
            if pattern.search(form):
                own = pattern.sub(normal, form, count=1)
                return canonical_url(f"{parts.scheme}://{parts.netloc}{own}", platform=platform)
    return canonical


def identities(url: str, *, platform: str = GENERIC) -> tuple[str, ...]:
    """Name what an address identifies, the strongest first: ``nukeviet:news:1234`` where the engine
    puts its own key into addresses, then ``url:<canonical address>`` of the item's own view.

    An https address also has its http form, so that a portal that changes over keeps its items.
    Raises ValueError as `canonical_url` does.
    """
    native = _native_id(url, platform) or _native_id(
        canonical_url(url, platform=platform), platform
    )
    own = normal_url(url, platform=platform)
    names = [native] if native else []
    names.append(f"url:{own}")
    if own.startswith("https://"):
        names.append("url:http://" + own.removeprefix("https://"))
    return tuple(names)


def find_view(url: str, platform: str = GENERIC) -> str:
    """Tell which view of an item an address shows: ``print``, ``save``, ``share``, or "" for the
    item's own page (or none at all).
    """
    form = _path_and_query(_split(url))
    for view, pattern in _VIEWS:
        if pattern.search(form):
            return view
    matched = any(pattern.search(form) for pattern, _ in _forms(platform).print_views)
    return "print" if matched else ""


def loose_key(url: str) -> str:
    """Bring an old address to the key by which it is looked up: no scheme, no ``www.``, no case, no
    final slash, decoded, query in any order. Raises ValueError as `canonical_url` does.
    """
    scheme_less = canonical_url(url).partition("://")[2].removeprefix("www.")
    path, _, query = scheme_less.partition("?")
    pairs = sorted(_decoded(pair).casefold() for pair in query.split("&"))
    key = _decoded(path).casefold().rstrip("/") + (f"?{'&'.join(pairs)}" if query else "")
    return unicodedata.normalize("NFC", key)


def _split(url: str) -> SplitResult:
    cleaned = _STRIPPED.sub("", url.strip())
    try:
        parts = urlsplit(cleaned.replace("\\", "/"))
        parts.port  # noqa: B018 - raises on a port that is none
    except ValueError as error:
        raise ValueError(f"no http address: {url!r} ({error})") from error
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"no http address: {url!r}")
    return parts


def _path_and_query(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _host(parts: SplitResult, url: str) -> str:
    host = unicodedata.normalize("NFC", (parts.hostname or "").rstrip("."))
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"no http address: {url!r} (host: {error})") from error
    if ":" in host:
        host = f"[{host}]"
    if not host or re.search(r"[\s<>\"'%^`{|}\\]", host):
        raise ValueError(f"no http address: {url!r} (host)")
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme.lower()]:
        return host.lower()
    return f"{host.lower()}:{parts.port}"


def _path(raw: str) -> str:
    segments: list[str] = []
    for part in raw.split("/"):
        segment = _SESSION_SUFFIX.sub("", _recoded(part, safe=_PATH_SAFE))
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", ".") and not _SESSION_SEGMENT.fullmatch(segment):
            segments.append(segment)
    while segments and _INDEX.fullmatch(segments[0]) and segments[0].lower().endswith(".php"):
        del segments[0]
    while segments and _INDEX.fullmatch(segments[-1]):
        del segments[-1]
    return "/" + "/".join(segments)


def _query(raw: str, forms: _Forms) -> str:
    pairs = []
    for part in raw.replace("&amp;", "&").split("&"):
        name, equals, value = part.replace("+", " ").partition("=")
        key = _decoded(name)
        if not key or (forms.keep and key not in forms.keep):
            continue
        # A pattern with "=" looks at the value too: one portal's session is another's article.
        spelled = (key, f"{key}={_decoded(value)}")
        if any(pattern.fullmatch(text) for pattern in forms.drop for text in spelled):
            continue
        pairs.append((_recoded(name, safe=_QUERY_SAFE), equals, _recoded(value, safe=_QUERY_SAFE)))
    pairs.sort()
    return "&".join("".join(pair) for pair in pairs)


def _decoded(part: str) -> str:
    raw = unquote_to_bytes(part.encode("utf-8", errors="surrogatepass"))
    return unicodedata.normalize("NFC", raw.decode("utf-8", errors="replace"))


def _recoded(part: str, *, safe: str) -> str:
    """Decode percent signs and encode again: one spelling, in NFC where the bytes are UTF-8."""
    raw = unquote_to_bytes(part.encode("utf-8", errors="surrogatepass"))
    try:
        return quote(unicodedata.normalize("NFC", raw.decode("utf-8")), safe=safe)
    except UnicodeDecodeError:
        return quote(raw, safe=safe)


def _native_id(url: str, platform: str) -> str:
    form = _path_and_query(_split(url))
    decoded = unquote_to_bytes(form.encode("utf-8", errors="surrogatepass"))
    for text in (form, decoded.decode("utf-8", errors="replace")):
        for pattern, namespace in _forms(platform).native:
            if match := pattern.search(text):
                groups = match.groupdict()
                filled = namespace.replace("{module}", groups.get("module") or "")
                return f"{filled}:{groups['id']}"
    return ""
