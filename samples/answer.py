"""What the portal answers to one request."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def html_answer(html: str, *, status: int = 200) -> Answer:
    return Answer(status=status, body=html.encode("utf-8"))


def redirect(location: str) -> Answer:
    return Answer(status=301, headers={"Location": location}, body=b"Moved")
