"""A portal of twelve articles on 127.0.0.1 that can be told to misbehave."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARTICLES = 12
ANSWER_S = 0.05
"""What each answer takes: a crawl lasts long enough to be hit in the middle."""
HANG_S = 3
PLACES = ("thị trấn", "xã Thanh Lộc", "xã Kim Song", "xã Vượng Lộc", "xã Thuần Thiện", "xã Tùng")
DEEDS = ("làm đường", "trồng rừng", "xây trường", "họp dân", "khám bệnh", "mở chợ", "chống hạn")


@dataclass(slots=True)
class Site:
    """One portal, and how it behaves at the moment."""

    base: str = ""
    mood: str = "well"
    """``well``, ``hanging``, ``truncated`` or ``unavailable``."""
    asked: list[str] = field(default_factory=list)

    def page(self, path: str) -> str | None:
        """Give a page's HTML; ``None`` where there is none."""
        if path == "/":
            links = "".join(
                f'<li><a href="/tin-tuc/bai-{number}.html">{_title(number)}</a></li>'
                for number in range(1, ARTICLES + 1)
            )
            return _framed("Cổng thông tin điện tử huyện", f"<h1>Tin tức</h1><ul>{links}</ul>")
        names = {f"/tin-tuc/bai-{number}.html": number for number in range(1, ARTICLES + 1)}
        number = names.get(path, 0)
        return _framed(_title(number), _article(number)) if number else None


def _title(number: int) -> str:
    return f"Nhân dân {PLACES[number % 6]} {DEEDS[number % 7]} đợt {number}"


def _article(number: int) -> str:
    texts = "".join(
        f"<p>Đoạn {part} của bài số {number}: ngày {number} tháng 3, nhân dân"
        f" {PLACES[(number + part) % 6]} đã cùng chính quyền {DEEDS[(number * part) % 7]},"
        f" có {number * 7 + part} hộ tham gia trong đợt {number} của năm nay.</p>"
        for part in range(1, 5)
    )
    return (
        f'<article><h1>{_title(number)}</h1><p class="date">{number:02}/03/2017 08:15</p>'
        f'<div class="content">{texts}<p class="author">Anh Đức</p></div></article>'
    )


def _framed(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head>'
        '<body><div id="menu"><a href="/">Trang chủ</a></div>'
        f'<div id="main">{body}</div><div id="footer">Bản quyền của huyện</div></body></html>'
    )


@contextmanager
def served() -> Iterator[Site]:
    """Serve the portal as long as the block lasts."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            time.sleep(HANG_S if site.mood == "hanging" else ANSWER_S)
            page = site.page(self.path)
            status = 503 if site.mood == "unavailable" else 200 if page else 404
            body = (page or "không có").encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if site.mood == "truncated" else body)
            self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
