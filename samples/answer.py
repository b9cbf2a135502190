"""What the portal answers to one request."""

from dataclasses import dataclass, field

from samples.style import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def html_answer(html: str, *, status: int = 200) -> Answer:
    return Answer(status=status, body=html.encode("utf-8"))


def page_answer(html: str, style: Style, *, status: int = 200) -> Answer:
    """Send a page as its CMS does: with the charset in the header or only in the page, and now
    and then with a byte order mark."""
    bare = style.may("bare-content-type", 0.25)
    mark = b"\xef\xbb\xbf" if style.may("byte-order-mark", 0.15) else b""
    kind = "text/html" if bare else "text/html; charset=utf-8"
    return Answer(status=status, content_type=kind, body=mark + html.encode("utf-8"))


def redirect(location: str) -> Answer:
    return Answer(status=301, headers={"Location": location}, body=b"Moved")
