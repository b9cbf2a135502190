"""Old addresses as maps for web servers that shall answer without us, and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from urllib.parse import quote, urlsplit

from cms.portals.models import Portal

from .resolving import Resolution, answers
from .targets import absolute
from .trial import ROWS_A_QUERY, known_rows

RAW_SAFE = "%/!$&'()*+,;=:@~?[]-._"
NGINX_HEAD = """\
# Old addresses of {name} for nginx, inside http {{ }}. Other spellings than these are not known
# here: hand them on to Portalift. Needs, before this file is included:
#   map_hash_bucket_size {bucket}; map_hash_max_size {size};
# and in the server of {hosts}:
#   if ($portalift_{key}_target) {{ return 301 $portalift_{key}_target; }}
#   if ($portalift_{key}_status = 451) {{ return 451; }}
#   if ($portalift_{key}_status) {{ return 410; }}
"""
APACHE_HEAD = """\
# Old addresses of {name} for Apache's RewriteMap. Other spellings than these are not known here:
# hand them on to Portalift. In the virtual host of {hosts}:
#   RewriteEngine On
#   RewriteMap portalift "txt:/etc/apache2/{slug}.map"
#   RewriteCond %{{THE_REQUEST}} "^\\S+ (\\S+)"
#   RewriteCond ${{portalift:%{{HTTP_HOST}}%1}} "^(http.+)$"
#   RewriteRule ^ %1 [R=301,NE,L]
#   RewriteCond %{{THE_REQUEST}} "^\\S+ (\\S+)"
#   RewriteCond ${{portalift:%{{HTTP_HOST}}%1}} "^(410|451)$"
#   RewriteRule ^ - [R=%1,L]
"""


def export(portal: Portal, form: str) -> Iterator[str]:
    """Yield the lines of a map: ``nginx``, ``apache`` or ``csv`` (address, status, target, reason).

    Addresses are spelled as the ledger has them, on the portal's hosts with and without ``www.``.
    """
    return {"nginx": _nginx, "apache": _apache, "csv": _csv}[form](portal)


def _resolutions(portal: Portal) -> Iterator[Resolution]:
    rows = known_rows(portal)
    while batch := list(islice(rows, ROWS_A_QUERY)):
        for row, found in zip(batch, answers(batch), strict=True):
            yield Resolution(
                status=found.status, url=absolute(found.url), reason=found.reason, row=row
            )


def _keys(found: Resolution, hosts: Iterable[str]) -> Iterator[str]:
    """Spell host, path and query as requests have them: canonical, and as first met."""
    row = found.row
    for address in dict.fromkeys((row.canonical, row.address)):
        parts = urlsplit(address)
        name = (parts.hostname or "").removeprefix("www.")
        path = quote(parts.path or "/", safe=RAW_SAFE)
        query = f"?{quote(parts.query, safe=RAW_SAFE)}" if parts.query else ""
        for host in (name, f"www.{name}"):
            if host in hosts:
                yield f"{host}{path}{query}"


def _hosts(portal: Portal) -> list[str]:
    names = portal.hosts.values_list("name", flat=True)
    return sorted({name.partition(":")[0] for name in names})


def _entries(portal: Portal) -> dict[str, Resolution]:
    hosts = _hosts(portal)
    entries: dict[str, Resolution] = {}
    for found in _resolutions(portal):
        for key in _keys(found, hosts):
            entries.setdefault(key, found)
    return entries


def _without_case(entries: dict[str, Resolution]) -> dict[str, Resolution]:
    """Keep what a map that ignores letter case can hold: keys that contradict each other go."""
    kept: dict[str, tuple[str, Resolution]] = {}
    contradicted = set()
    for key, found in entries.items():
        _first, other = kept.setdefault(key.lower(), (key, found))
        if (other.status, other.url) != (found.status, found.url):
            contradicted.add(key.lower())
    return {key: found for folded, (key, found) in kept.items() if folded not in contradicted}


def _nginx(portal: Portal) -> Iterator[str]:
    entries = _without_case(_entries(portal))
    longest = max(map(len, entries), default=0)
    bucket = 1 << (longest + 32).bit_length()
    name = portal.slug.replace("-", "_")
    yield from NGINX_HEAD.format(
        name=portal.name,
        hosts=" ".join(_hosts(portal)),
        key=name,
        bucket=max(bucket, 64),
        size=max(2048, 4 * len(entries)),
    ).splitlines()
    for variable, moved in (("target", True), ("status", False)):
        yield f'map "$host$request_uri" $portalift_{name}_{variable} {{'
        yield '    default "";'
        for key, found in entries.items():
            if (found.status == HTTPStatus.MOVED_PERMANENTLY) is moved:
                value = found.url.replace("$", "%24") if moved else int(found.status)
                yield f'    "{_quoted(key)}" "{_quoted(str(value))}";'
        yield "}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _apache(portal: Portal) -> Iterator[str]:
    hosts = " ".join(_hosts(portal))
    head = APACHE_HEAD.format(name=portal.name, hosts=hosts, slug=portal.slug)
    yield from head.splitlines()
    for key, found in _entries(portal).items():
        moved = found.status == HTTPStatus.MOVED_PERMANENTLY
        yield f"{key} {found.url if moved else int(found.status)}"


def _csv(portal: Portal) -> Iterator[str]:
    yield _csv_line("address", "status", "target", "reason")
    for found in _resolutions(portal):
        yield _csv_line(found.row.address, str(int(found.status)), found.url, found.reason)


def _csv_line(*values: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()
