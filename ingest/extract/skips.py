"""Why a page is no item. What cannot be an item is said before parsing; the rest by its content."""

from __future__ import annotations

import re

from ingest.extract.container import Container
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import Page
from ingest.platforms import Platform
from ingest.types import RawPage, Skipped
from ingest.vocabulary import SkipReason

MAX_BYTES = 32 * 1024 * 1024
_PARSED_TYPES = ("html", "xml", "text/plain", "octet-stream", "")
_BINARY = re.compile(
    rb"%PDF-|PK\x03\x04|\x89PNG|\xff\xd8\xff|GIF8[79]a|\xd0\xcf\x11\xe0|Rar!|7z\xbc\xaf|\x1f\x8b|"
    rb"RIFF|\x00\x00\x00.ftyp|ID3|OggS|BM.{4}\x00\x00\x00\x00"
)
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf"
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:rss|feed|urlset|sitemapindex|rdf)\b"
)
_JSON = re.compile(rb"\s*[\[{]\s*[\"\[{\]}]")

_MAINTENANCE = re.compile(
    r"(?:đang|tạm) (?:được )?(?:bảo trì|nâng cấp|dừng hoạt động)|bảo trì hệ thống|"
    r"under maintenance|scheduled maintenance|trang đang được xây dựng|under construction",
    re.IGNORECASE,
)
_SOFT_404 = re.compile(
    r"(?:trang|bài viết|nội dung|liên kết|đường dẫn|địa chỉ|tin)[^.]{0,60}"
    r"(?:không (?:tồn tại|tìm thấy|có sẵn)|đã bị (?:xóa|xoá|gỡ))|"
    r"không tìm thấy (?:trang|bài viết|nội dung|dữ liệu|kết quả)|"
    r"\b404\b[^.]{0,30}(?:not found|không)|page (?:was )?not found|(?:lỗi|error) 404",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"đăng nhập|login|sign in", re.IGNORECASE)
_SCRIPT_WANTED = re.compile(
    r"(?:bật|kích hoạt|enable|requires?|cần)\b[^.]{0,40}javascript"
    r"|javascript (?:is )?(?:required|disabled)",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"access denied|truy cập bị từ chối|bạn không có quyền|checking your browser|"
    r"verify you are (?:a )?human|forbidden",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"kết quả tìm kiếm|search results", re.IGNORECASE)
# A page that says why it has nothing else to say is short.
_MAX_NOTICE_CHARS = 1200
_MAX_ABSENCE_CHARS = 200
_MAX_LOGIN_TITLE = 40
# Running text on a page that does nothing but ask for a password.
_MAX_LOGIN_CHARS = 160


def reason_before_parsing(raw: RawPage) -> Skipped | None:
    """Tell by status, size and first bytes that a response is no page."""
    if raw.status >= 400:
        return Skipped(reason=SkipReason.HTTP_ERROR, detail=str(raw.status))
    if 300 <= raw.status < 400:
        return Skipped(reason=SkipReason.REDIRECT_PAGE, detail=str(raw.status))
    if len(raw.body) > MAX_BYTES:
        return Skipped(reason=SkipReason.TOO_LARGE, detail=f"{len(raw.body)} bytes")
    head = raw.body[:4096]
    if not head.strip(_BLANK):
        # Old engines send screens of empty lines first.
        head = raw.body.lstrip(_BLANK)[:4096]
        if not head:
            return Skipped(reason=SkipReason.EMPTY)
    if _FEED.match(head):
        return Skipped(reason=SkipReason.FEED)
    if _BINARY.match(head) or _JSON.match(head):
        return Skipped(reason=SkipReason.NOT_HTML)
    content_type = next((v for k, v in raw.headers if k.lower() == "content-type"), "").lower()
    if not any(known in content_type for known in _PARSED_TYPES if known) and content_type:
        return Skipped(reason=SkipReason.NOT_HTML, detail=content_type)
    return None


def reason_of_page(page: Page, container: Container | None, platform: Platform) -> Skipped | None:
    """Tell by what it shows that a page is no item."""
    shown = [
        piece.text for piece in page.pieces if piece.kind == "text" and not piece.context.hidden
    ]
    total = sum(map(len, shown))
    text = "\n".join(shown) if total <= 4 * _MAX_NOTICE_CHARS else ""
    if not shown and not page.pieces:
        return Skipped(
            reason=SkipReason.NEEDS_JAVASCRIPT if _wants_script(page) else SkipReason.EMPTY
        )
    for block in platform.crawl.flood:
        if text and (match := re.search(block.pattern, text)):
            return Skipped(reason=SkipReason.FLOOD_BLOCK, detail=match[0])
    if page.head.refresh and "url" in page.head.refresh.lower() and total < 400:
        return Skipped(reason=SkipReason.REDIRECT_PAGE, detail=page.head.refresh)
    if total <= _MAX_NOTICE_CHARS:
        return _notice(page, text, total)
    return None


def _notice(page: Page, text: str, total: int) -> Skipped | None:
    said = f"{page.head.title}\n{text}"
    for pattern, reason in (
        (_MAINTENANCE, SkipReason.MAINTENANCE),
        (_SOFT_404, SkipReason.SOFT_404),
        (_BLOCKED, SkipReason.BLOCKED),
        (_SCRIPT_WANTED, SkipReason.NEEDS_JAVASCRIPT),
    ):
        if match := pattern.search(said):
            return Skipped(reason=reason, detail=match[0])
    # Many portals have a box to log in beside every article.
    told = sum(len(piece.text) for piece in page.pieces if reads_like_a_sentence(piece.text))
    if told <= _MAX_LOGIN_CHARS and _asks_for_password(page):
        return Skipped(reason=SkipReason.LOGIN)
    return None


def asks_for_login(page: Page, title: str, text: str) -> bool:
    """Tell a page inside the portal's full frame that is called by its form to log in."""
    called = len(title) <= _MAX_LOGIN_TITLE and _LOGIN.match(title) is not None
    return called and len(text) <= _MAX_LOGIN_CHARS and _asks_for_password(page)


def _asks_for_password(page: Page) -> bool:
    return page.contexts[0].element.find(".//input[@type='password']") is not None


def says_there_is_none(text: str) -> bool:
    """Tell an item whose whole text, inside a portal's full frame, is that it is not there."""
    return len(text) <= _MAX_ABSENCE_CHARS and _SOFT_404.search(text) is not None


def _wants_script(page: Page) -> bool:
    return page.contexts[0].element.find(".//script") is not None
