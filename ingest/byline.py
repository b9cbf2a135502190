"""The signature of an article: who wrote it, and from where it was taken.

Vietnamese portals sign at the end of the body, before or after the last pictures, sometimes at
the top: a bare name ("Anh Đức"), a name with a unit ("Trần Thìn – HND Hiệp Hòa"), a key word ("Bài,
ảnh: Đức Hùng", "Tác giả bài viết: …"), initials ("HTND"), a login ("btv chiminh"), an office.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Byline:
    """A signature, and the lines it stood on."""

    name: str
    """The writer as written, without key words and full stop; "" if only a source is named."""
    source_name: str
    """"" if the text is the portal's own."""
    line_indexes: tuple[int, ...]
    """Indexes of the lines that hold nothing else."""


MAX_LENGTH = 90
# The last lines of a body in which a signature is looked for.
_REACH = 6

_KEY = re.compile(
    r"(?:tác giả|người (?:viết|đăng|thực hiện|tổng hợp)|thực hiện|biên tập|tổng hợp"
    r"|(?:tin|bài|ảnh|clip|video|hình|nội dung)"
    r"(?:\s?(?:,|và|&|\+|/|-|–|;)?\s?(?:tin|bài|ảnh|clip|video|hình|viết))*)"
    r"(?:\s(?:bài viết|bài|tin|ảnh|viết|và ảnh|và tổng hợp))?"
    r"\s?[:：]\s?(?P<name>\S.*)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|von|par|por|bởi)\s+(?P<name>\S.*)", re.IGNORECASE)
_SOURCE = re.compile(
    r"\(?(?:nguồn(?:\s(?:tin|bài(?:\sviết)?|ảnh|tham khảo))?\s?[:：]\s?|nguồn\s(?=[A-ZĐ])"
    r"|(?:trích\s)?theo\s?[:：]?\s)(?P<source>\S.*)",
    re.IGNORECASE,
)
_SOURCE_BEGINS_WITH = re.compile(
    r"(?:báo|tạp chí|cổng|trang|cttđt|ttx(?:vn)?|vov|vtv|vnexpress|dân trí|chinhphu|www\.|https?:"
    r"|website|đài|ban|sở|ubnd|bộ|chi cục|cục|công an|hội|trung tâm|mặt trận|huyện|tỉnh|xã|phòng"
    r"|văn phòng)\b|[\w.-]+\.(?:vn|com|net|org)\b",
    re.IGNORECASE,
)
_NO_SOURCE = re.compile(r"\b(?:đó|đã|được|là|thì|quy định|kế hoạch|ông|bà|nước|vốn|lực)\b")
_LINK = re.compile(
    r"(?:link\s?(?:gốc|bài|nguồn)?|nguồn|xem (?:tại|thêm tại))\s?[:：]\s?(?:https?://|www\.)\S+",
    re.IGNORECASE,
)
# What portals print between the text and its signature, or below both.
_BESIDE_SIGNATURE = re.compile(
    r"(?:từ khóa|từ khoá|tags?|(?:tài liệu|tệp|file|tập tin|văn bản) đính kèm)\s?:.*"
    r"|[^\s/]\S*(?: \S+){0,6}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:\s?\([^()]{1,20}\))?",
    re.IGNORECASE,
)
_BARE_LINK = re.compile(r"(?:https?://|www\.)\S+")
_LEAD_TAG = re.compile(
    r"\s*\(?(?P<tag>[\w ]{0,30}(?:\.(?:vn|com|net|org)(?:\.vn)?|CityWeb|TTXVN|VOV))\)?\s?[-–—:]\s+"
    r"|\s*(?P<agency>TPO|TTO|VOV\.VN|TTXVN|NDO|SGGPO|HNM|VGP|QĐND(?: Online)?|BHT|PLO)\s?[-–—]\s+"
)

_WORD = r"[^\W\d_][\w'’.]*"
_NAME = re.compile(rf"{_WORD}(?:\s{_WORD}){{0,5}}")
_UNIT = re.compile(
    r"(?P<name>[^()–—-]{2,45}?)\s?(?:\((?P<unit>[^()]{2,60})\)|[–—-]\s?(?P<tail>[^()–—]{2,60}))\.?"
)
_INITIALS = re.compile(
    r"(?:BBT|PV|P\.V|CTV|BTV|[A-ZĐ]{2,6})(?:\s(?:BBT|tổng hợp|\(?[A-ZĐ]{2,6}\)?))?\.?"
)
_PHOTO_CREDIT = re.compile(r"\s*[-–,;.]\s*(?:ảnh|clip|video|hình)\s?:", re.IGNORECASE)
_OFFICE_PREFIX = re.compile(r"(?:P\.\s?V|PV|CTV|BTV)\.?:?\s+(?=[A-ZĐ])")
_LOGIN = re.compile(r"(?:btv|ctv|pv|admin|bbt)\s[a-z0-9_.-]{3,30}", re.IGNORECASE)
_GROUP = re.compile(
    r"(?:nhóm\s(?:p\.?v|phóng viên|tác giả|ctv)"
    r"|ban\s(?:tổ chức|biên tập|quản trị|tuyên giáo)\b|văn phòng\b|phòng\s|trung tâm\s|ban\s|đài\s"
    r"|công an\s|hội (?:nông dân|phụ nữ|liên hiệp|cựu chiến binh|chữ thập đỏ|khuyến học|nhà báo)\s?"
    r"|đoàn (?:thanh niên|xã|huyện)\s?|ubnd\s|hđnd\s|trạm\s|huyện đoàn|đảng ủy)"
    r"(?:(?!\b(?:tại|ở|trong|đã|được|cho|với|kiểm tra|thăm|tặng|trao|tham gia|họp|làm)\b)"
    r"[^.;:!?]){0,60}\.?",
    re.IGNORECASE,
)
_EDITORS = re.compile(
    r"(?:ban biên tập|bbt|huyện đoàn|thành đoàn|tỉnh đoàn"
    r"|văn phòng (?:hđnd|ubnd|huyện ủy)(?: [\w&-]+){0,4}"
    r"|(?:đài|trung tâm) (?:truyền thanh|truyền hình|phát thanh|văn hóa|truyền thông)"
    r"(?: [\w,&-]+){0,7})",
    re.IGNORECASE,
)
# Capitalised words that begin the names of places and events, not of people.
_PLACE = re.compile(
    r"(?:Xã|Huyện|Thôn|Tỉnh|Thị|Thành|Phường|Xóm|Làng|Khu|Đền|Chùa|Cầu|Sông|Núi|Đường|Trường|Lễ|Hội"
    r"|Ảnh|Cảnh|Tin|Bài|Phòng|Ban|Sở|Bộ|Nhà|Công|Việt Nam|Hà Nội|Hà Tĩnh|Nghệ An)\b"
)
_NOT_A_NAME = re.compile(
    r"[:;!?…\"“”/\\|@#*=<>\[\]]|\d|\b(?:là|được|đã|của|và các|tại|trong|với|cho|những|các|không"
    r"|phát biểu|tham dự|trao|tặng|kiểm tra|tổ chức|hội nghị|hình ảnh|một số|quang cảnh|toàn cảnh"
    r"|ảnh minh họa|đại hội|về việc)\b",
    re.IGNORECASE,
)
# The family names of nearly all Vietnamese, and those of the peoples of highlands and borders.
_NAMES = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý an âu bạch cao "
    "chu châu cù cung diệp doãn đàm đào đậu điêu đinh đoàn đồng đới đường giang giáp hà hàn "
    "hạ hứa kiều khổng khúc kim la lã lại lâm lò lường lưu lương lộc ma mã mạc mai nghiêm "
    "nông ninh phùng phí quách sầm tạ tăng thạch thái thẩm thân tiêu tô tôn tống triệu trịnh "
    "trương từ văn viên vi vương xa giàng vàng sùng hầu hờ thào lầu cứ vừ mùa quàng cầm bế "
    "nình chẩu siu ksor nay rơ rcom kpă hvinh"
)
_FAMILY_NAMES = frozenset(_NAMES.split())
# Who signs an official text is its signer, not its writer.
_OFFICE_BEFORE = re.compile(
    r"(?:(?:KT|TM|TL|TUQ|Q)\.\s?.*"
    r"|(?:PHÓ\s)?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|TRƯỞNG [\w ]+)(?:\s.*)?"
    r"|\(?(?:đã ký|Đã ký|ĐÃ KÝ|ký tên).*)"
)
# Lines above a signer's name in which the office may stand.
_SIGNED_UNDER = 4
_SENTENCE_END = (".", "./.", "!", "?", "”", '"', "…", ")", ":")


def find_byline(lines: Sequence[str]) -> Byline | None:
    """Find the signature in the last (or first) lines of a body, given in reading order.

    Lines are cleaned blocks of text. A bare name counts right after a paragraph that ends like one;
    as the very last line it may follow a caption or a table, if it begins with a family name and
    stands in no list of names. The last of several wins.
    """
    name, source = "", ""
    indexes: list[int] = []
    passed = 0
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - _REACH), -1):
        line = lines[index].strip()
        below = len(lines) - 1 - index - len(indexes) - passed
        if _LINK.fullmatch(line) or (_BARE_LINK.fullmatch(line) and not below):
            indexes.append(index)
        elif _BESIDE_SIGNATURE.fullmatch(line):
            passed += 1
        elif not source and (found := parse_source(line)):
            source = found
            indexes.append(index)
        elif found := parse_name(line, after=lines[index - 1] if index else "", last=not below) or (
            "" if below else _last_name(lines, index)
        ):
            name = found
            indexes.append(index)
            break
    if not (name or source):
        return None
    return Byline(name=name, source_name=source, line_indexes=tuple(sorted(indexes)))


def _last_name(lines: Sequence[str], index: int) -> str:
    """Read the last line as a signature although a caption or a table stands before it.

    Names behind other names or serial numbers are a list, behind an office the signer's.
    """
    line = lines[index].strip()
    before = [line.strip() for line in lines[max(0, index - 8) : index]]
    if not before or before[-1].isdecimal():
        return ""
    if stands_under_office(before):
        return ""
    if any(map(is_full_name, before)) or before[-1].endswith(":"):
        return ""
    inner = _inner(line)
    inner = _OFFICE_PREFIX.sub("", inner)
    if _EDITORS.fullmatch(inner) or is_full_name(inner):
        return inner
    if named := _name_with_unit(line):
        return named
    pen_name = _is_person(inner) and len(inner.split()) <= 3
    return inner if pen_name and not _PLACE.match(inner) else ""


def stands_under_office(before: Sequence[str]) -> bool:
    """Tell by the lines before a name that it is the signer's of an official text."""
    return any(_OFFICE_BEFORE.fullmatch(text.strip()) for text in before[-_SIGNED_UNDER:])


def is_full_name(text: str) -> bool:
    """Tell a name that begins with a family name of the country."""
    return _is_person(text) and text.split()[0].casefold() in _FAMILY_NAMES


def parse_source(line: str) -> str:
    """Read a whole line that names a source: "Theo …", "Nguồn: …"; "" if it is none."""
    if len(line) > MAX_LENGTH:
        return ""
    match = _SOURCE.fullmatch(line)
    if not match:
        labelled = _KEY.fullmatch(line)
        return parse_source(labelled["name"]) if labelled else ""
    source = match["source"].strip(" .()")
    if len(source.split()) > 9 or "," in source or _NO_SOURCE.search(source):
        return ""
    named = line.lstrip("(").casefold().startswith("nguồn") and source[:1].isupper()
    return source if named or _SOURCE_BEGINS_WITH.match(source) else ""


def parse_name(line: str, *, after: str = "", last: bool = True) -> str:
    """Read a whole line that is a signature; "" if it is none.

    ``after`` is the line before it: a bare name must follow a finished paragraph. Initials count
    only on the ``last`` line: elsewhere they are the head of a table.
    """
    line = line.strip().removesuffix("./.").rstrip()
    if not 2 <= len(line) <= MAX_LENGTH:
        return ""
    if match := _KEY.fullmatch(line) or _BY.fullmatch(line):
        # One label may hold another: "Tác giả: Tin, ảnh: Anh Đức".
        if _KEY.fullmatch(match["name"]) or parse_source(match["name"]):
            return parse_name(match["name"])
        # Who wrote is the writer; who took the pictures is named behind.
        name = _PHOTO_CREDIT.split(match["name"])[0].strip(" .")
        return name if len(name.split()) <= 12 and not re.search(r"[;!?]", name) else ""
    if _LOGIN.fullmatch(line):
        return line
    if len(line) > 60:
        return ""
    if _OFFICE_BEFORE.fullmatch(after.strip()) or _OFFICE_BEFORE.fullmatch(line):
        return ""
    if after and not _ends_like_a_paragraph(after):
        # A unit behind the name tells a signature from a caption.
        return _name_with_unit(line) if after.endswith(_SENTENCE_END) else ""
    if parse_source(line):
        return ""
    if (last and _INITIALS.fullmatch(line)) or (len(line.split()) <= 8 and _GROUP.fullmatch(line)):
        return line.rstrip(".")
    return _bare_name(line)


def _ends_like_a_paragraph(line: str) -> bool:
    line = line.rstrip()
    return line.endswith(_SENTENCE_END) and (
        len(line) > 60 or line.count(" ") >= 7 or line.endswith("./.")
    )


def _bare_name(line: str) -> str:
    if named := _name_with_unit(line):
        return named
    inner = _inner(_OFFICE_PREFIX.sub("", line))
    people = re.split(r"\s?(?:,|&|–|-|\bvà\b)\s?", inner)
    return inner if len(people) <= 4 and all(map(_is_person, people)) else ""


def _name_with_unit(line: str) -> str:
    """Read a name with what stands behind it.

    An office of the portal itself is left out ("Xuân Lợi (Đài Truyền thanh huyện)"); a post or
    another body tells who the person is ("Hồng Nhung (Công chức Văn hóa xã Xuân An)").
    """
    inner = _inner(line)
    match = _UNIT.fullmatch(inner)
    if not match:
        return ""
    name, unit = match["name"].strip(), (match["unit"] or match["tail"]).strip()
    if not _is_person(name) or _NOT_A_NAME.search(unit):
        return ""
    return name if _EDITORS.fullmatch(unit) else inner


def _inner(line: str) -> str:
    inner = line.rstrip(" .")
    return inner[1:-1] if inner.startswith("(") and inner.endswith(")") else inner


def _is_person(name: str) -> bool:
    """Two to five capitalised syllables."""
    if not _NAME.fullmatch(name) or _NOT_A_NAME.search(name):
        return False
    words = name.split()
    return 2 <= len(words) <= 5 and all(word[0].isupper() for word in words)


def split_lead_tag(lead: str) -> tuple[str, str]:
    """Split what names the source at the start of a lead: "(Baohatinh.vn) - …" gives the source and
    the rest; without one, "" and the lead as it is.
    """
    match = _LEAD_TAG.match(lead)
    if not match or match.end() == len(lead):
        return "", lead
    return (match["tag"] or match["agency"]).strip(), lead[match.end() :]
