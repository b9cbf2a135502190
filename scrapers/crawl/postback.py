"""ASP.NET's paging: list pages whose pager is a form that the browser posts back.

A pager's link reads ``javascript:__doPostBack('ctl00$Pager','Page$2')``: the form around it is sent
with its hidden fields, ``__VIEWSTATE`` among them. Such a page has no address, so it gets one of
ours, the list's with target and argument as parameters; it stands in archive and ledger and is
never asked for. Only what reads like a pager is followed: other buttons may change things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

TARGET, ARGUMENT, STEP = "__EVENTTARGET", "__EVENTARGUMENT", "__STEP"
MOST_PAGES = 1000
"""Steps from the list's own address; at ten items a page more than any portal holds."""
_MAX_FIELDS, _MAX_BYTES = 400, 2 * 1024 * 1024
_CALL = re.compile(r"""__doPostBack\(\s*\\?['"]([^'"\\]+)\\?['"]\s*,\s*\\?['"]([^'"\\]*)\\?['"]""")
_NUMBER = re.compile(r"\d{1,4}")
_ONWARD = re.compile(
    r"(?:…|\.{3}|>{1,2}|»|›|tiếp(?: theo)?|(?:trang )?(?:sau|tiếp)|next|cuối)\s*(?:>{1,2}|»|›)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postback:
    """One step of a pager."""

    url: str
    """The address of ours."""
    text: str
    action: str
    """Where the form is posted, absolute."""
    body: bytes
    """The form as it is posted."""


def is_postback(url: str) -> bool:
    """Tell whether an address is one of ours, to be posted and never asked for."""
    return f"{TARGET}=" in url


def find_postbacks(html: str, *, url: str) -> Iterator[Postback]:
    """Find the steps of a page's pager. ``url`` is the page's address, ours or the portal's."""
    if "__doPostBack" not in html:
        return
    tree = LexborHTMLParser(html)
    list_url, step = origin(url)
    if step >= MOST_PAGES:
        return
    for form in tree.css("form"):
        if form.css_first('input[name="__VIEWSTATE"]') is None:
            continue
        action = urljoin(list_url, form.attributes.get("action") or "")
        fields = _hidden(form)
        if urlsplit(action).netloc != urlsplit(list_url).netloc or len(fields) > _MAX_FIELDS:
            continue
        for node in form.css("a[href*='__doPostBack']"):
            found = _step(node, list_url=list_url, step=step, action=action, fields=fields)
            if found and len(found.body) <= _MAX_BYTES:
                yield found


def _step(
    node: LexborNode, *, list_url: str, step: int, action: str, fields: dict[str, str]
) -> Postback | None:
    call = _CALL.search(node.attributes.get("href") or "")
    text = " ".join(node.text().split())
    if call is None or not (_NUMBER.fullmatch(text) or _ONWARD.fullmatch(text)):
        return None
    target, argument = call[1], call[2]
    named = [(TARGET, target), (ARGUMENT, argument)]
    if not any(sign.isdigit() for sign in argument):
        # Its place tells which page it leads to: the number it shows, or one on from here.
        named.append((STEP, text if _NUMBER.fullmatch(text) else f"{step + 1}-on"))
    body = urlencode({**fields, TARGET: target, ARGUMENT: argument}).encode()
    mark = "&" if "?" in list_url else "?"
    return Postback(url=f"{list_url}{mark}{urlencode(named)}", text=text, action=action, body=body)


def origin(url: str) -> tuple[str, int]:
    """Part an address of ours into the list's, and how far from it the page is."""
    if not is_postback(url):
        return url, 1
    list_url, _, named = url.partition(f"{TARGET}=")
    steps = re.findall(r"\d+", named)
    return list_url.rstrip("?&"), int(steps[-1]) if steps else 1


def _hidden(form: LexborNode) -> dict[str, str]:
    """Read the fields that a browser sends along without anybody touching them."""
    fields: dict[str, str] = {}
    for node in form.css("input[type=hidden][name]"):
        fields[str(node.attributes["name"])] = node.attributes.get("value") or ""
    return fields
