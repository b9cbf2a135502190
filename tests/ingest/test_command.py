"""``python -m ingest --site``: a line a page, the same whatever the process and the order."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.pages_file import PagesFile

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = (
    "Sáng nay, đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại bộ phận một cửa.",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Nhiều xã đã niêm yết đầy đủ thủ tục và bố trí cán bộ trực trong giờ hành chính.",
)

Page = dict[str, object]


def article(number: int) -> Page:
    others = "".join(
        f'<li><a href="tin-{n}.html">Tin số {n} về sản xuất vụ đông</a></li>'
        for n in range(9)
        if n != number
    )
    body = "".join(f"<p>{text} ({number})</p>" for text in SENTENCES[number % 3 :])
    html = f"""<title>Tin số {number} về sản xuất vụ đông | Huyện Đồng Xuân</title>
    <ul class="menu"><li><a href="/">Trang chủ</a><li><a href="/gt">Giới thiệu</a></ul>
    <h1>Tin số {number} về sản xuất vụ đông</h1><i>1{number}/03/2019 08:1{number}</i>
    <div class="nd">{body}<p style="text-align:right"><b>Anh Đức</b></p></div>
    <div class="khac">Tin khác<ul>{others}</ul></div><div>Lượt truy cập: {number}.345</div>"""
    return {"url": f"http://dongxuan.example.vn/tin-{number}.html", "html": html}


def write(folder: Path, pages: Sequence[Page]) -> Path:
    path = folder / "pages.jsonl"
    path.write_text("".join(f"{json.dumps(page)}\n" for page in pages), encoding="utf-8")
    return path


def run(path: Path, *, seed: str = "0") -> list[str]:
    done = subprocess.run(
        (sys.executable, "-m", "ingest", "--site", str(path)),
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode().splitlines(keepends=True)


def test_another_process_and_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    pages = [article(number) for number in range(9)]
    lines = run(write(tmp_path, pages))
    assert [json.loads(line)["title"] for line in lines] == [
        f"Tin số {number} về sản xuất vụ đông" for number in range(9)
    ]
    assert run(write(tmp_path, pages), seed="1") == lines
    assert run(write(tmp_path, pages[::-1]), seed="2") == lines[::-1]


def test_every_line_of_the_file_gets_its_line(tmp_path: Path) -> None:
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(str(article(1)["html"]).encode()))
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(b"<p>x</p>" * 999)[:-9])
    pages: list[Page] = [
        article(2) | {"url": "http://dongxuan.example.vn/\ud800"},
        article(3) | {"html": {"path": "page.html.gz"}},
        article(4) | {"html": {"path": "cut.html.gz"}},
        article(5) | {"html": {"path": "absent.html"}},
        {"url": "http://dongxuan.example.vn/no-html"},
        article(6) | {"url": "http://[::1"},
        article(7) | {"html": f"<h1>\u2028</h1><p title='\x85'>{SENTENCES[0]}\u2028 Hết.</p>"},
    ]
    path = write(tmp_path, pages)
    path.write_text(path.read_text("utf-8") + "\n[1]\nno JSON\n\n", encoding="utf-8")
    lines = [json.loads(line) for line in run(path)]
    assert [line["reason"] for line in lines] == [
        *(None, None, "not_html", "empty", "empty", "unreadable", None, "empty", "empty")
    ]
    assert lines[1]["title"] == "Tin số 1 về sản xuất vụ đông"


def test_a_sample_is_the_same_in_any_order_and_has_an_address_once(tmp_path: Path) -> None:
    pages = [article(number) for number in range(9)] + [article(1) | {"html": "<p>khác</p>"}]

    def sample(of: Sequence[Page]) -> list[bytes]:
        file = PagesFile(write(tmp_path, of))
        return [file[number].body for number in file.sample()]

    assert sample(pages) == sample(pages[::-1])
    assert len(sample(pages)) == 9
