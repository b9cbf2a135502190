"""Recognise likely personal data, paragraph by paragraph. Pure.

It is a doubt, not a finding: what is flagged is looked at, so missing and crying wolf both cost
something; the judged cases in the tests hold the balance. Numbers of decisions, telephone numbers
of offices and officials, names in the news are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .words import (
    AGE,
    BORN,
    BORN_ON,
    CAPITALISED,
    HAMLET,
    HIDDEN_PERSON,
    IN_A_ROW,
    LIVES,
    OFFICE,
    OFFICIAL,
    PERSON,
    PLACE,
    YEAR,
)

MIN_ROWS = 2
"""So many people with a particular each make a list."""
NEAR = 90
"""Letters within which what is said of a number or a person stands beside it."""
CELLS = 3
"""Lines before a number alone in its line that are cells of the same row."""
OF_ONE_PERSON = 200
"""Letters after a name that still speak of its bearer."""


class PersonalKind(StrEnum):
    """What kind of personal data it seems to be."""

    CITIZEN_ID = "citizen_id"
    PRIVATE_PHONE = "private_phone"
    BANK_ACCOUNT = "bank_account"
    HOUSEHOLD_LIST = "household_list"
    EXAM_RESULTS = "exam_results"
    HEALTH = "health"
    MINOR_VICTIM = "minor_victim"
    INDIVIDUAL_DECISION = "individual_decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """One place in a text."""

    kind: PersonalKind
    start: int
    end: int


_SPACES = dict.fromkeys([0xA0, 0x202F, *range(0x2000, 0x200B)], " ")
_NOT_BEFORE = r"(?<![\w/.,-])"
_NOT_AFTER = r"(?!\w|[/,.-]\d)"
_TWELVE = re.compile(
    rf"{_NOT_BEFORE}0(?:\d{{11}}|\d{{2}}(?:[ .-]\d{{3}}){{3}}|\d{{3}}(?:[ .-]\d{{4}}){{2}}"
    rf"|(?: \d){{11}}){_NOT_AFTER}"
)
_NINE = re.compile(
    rf"{_NOT_BEFORE}\d(?:\d{{8}}|\d{{2}}(?:[ .]\d{{3}}){{2}}|(?: \d){{8}}){_NOT_AFTER}"
)
_CARD = re.compile(
    r"(?<!\w)(?:số\s+)?(?:CCCD|CMND|CMTND|CMT|GCMND|ĐDCN|căn\s+cước|chứng\s+minh(?:\s+thư"
    r"|\s+nhân\s+dân)|định\s+danh)(?!\w)",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:tài\s+khoản|(?<!\w)s?tk|mã\s+(?:số|vạch|hồ\s+sơ|đơn|giao|dự|quan|thủ)\w*"
    r"|(?<!\w)mã(?!\w)|imei|sê\s*-?ri|seri|isbn|vận\s+đơn"
    r"|gói\s+thầu|hóa\s+đơn|biên\s+lai)[^\n;]{0,50}$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\s*(?:đồng|đ|vnđ|vnd|tỷ|triệu|tấn|kg|m2|m²)(?!\w)", re.IGNORECASE)
_MOBILE = re.compile(
    rf"{_NOT_BEFORE}(?:\(?\+?84\)?[ .-]?|0)(?:1[2689]\d|[35789]\d)(?:[ .-]?\d){{7}}(?!\w|[/,.-]?\d)"
    rf"|{_NOT_BEFORE}0(?: \d){{9}}(?!\w| \d)"
)
_OWN_PHONE = re.compile(
    r"(?<!\w)(?:cá\s+nhân|gia\s+đình|chủ\s+hộ|phụ\s+huynh|thân\s+nhân|người\s+nhà)(?!\w)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?<!\w)(?:(?:số\s+)?tài\s+khoản|s?tk"
    r"|số\s+tk)(?!\w)[^\d\n;]{0,40}(\d(?:[ .-]?\d){7,18})(?![\d]|[.-]\d)",
    re.IGNORECASE,
)
_ORGANISED = re.compile(
    r"(?<!\w)(?:kho\s+bạc|quỹ|ban\s+\w+|ubnd|ủy\s+ban|uỷ\s+ban|mttq|mặt\s+trận|hội(?!\s+chứng)"
    r"|công\s+ty|trường|trung\s+tâm|sở|cục"
    r"|phòng|văn\s+phòng|đơn\s+vị|chùa|nhà\s+thờ|câu\s+lạc\s+bộ)(?!\w)",
    re.IGNORECASE,
)
_NEED = re.compile(
    r"(?<!\w)(?:hộ\s+nghèo|cận\s+nghèo|thoát\s+nghèo|người\s+nghèo|hộ\s+cận|xóa\s+nhà\s+tạm"
    r"|nhà\s+tạm|cứu\s+đói|cứu\s+trợ"
    r"|trợ\s+cấp|trợ\s+giúp|bảo\s+trợ|khuyết\s+tật|mồ\s+côi|tâm\s+thần|chúc\s+thọ|nhận\s+(?:gạo"
    r"|quà|tiền|hỗ\s+trợ)"
    r"|được\s+hỗ\s+trợ|chất\s+độc|chính\s+sách|vay\s+vốn|danh\s+sách)(?!\w)",
    re.IGNORECASE,
)
_PARTICULAR = re.compile(
    rf"[\s,;(|\t–-]*(?:(?:nam|nữ|hộ)[\s,;|\t–-]*)?(?:(?i:sn|sinh(?:\s+năm|\s+ngày)?"
    rf"|ngày\s+sinh)[\s.:]*)?"
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-])?(?:{YEAR}(?!\d)|\d{{12}}|\d+\s+(?i:khẩu))"
)
_IN_NEED = re.compile(
    r"(?<!\w)(?:hộ\s+nghèo|cận\s+nghèo|\d\s+khẩu|khuyết\s+tật|mồ\s+côi)(?!\w)", re.IGNORECASE
)
_EXAM = re.compile(
    r"(?<!\w)(?:sbd|số\s+báo\s+danh|bảng\s+điểm|điểm\s+(?:thi|vòng|phúc)|tổng\s+điểm"
    r"|kết\s+quả\s+(?:thi|sát\s+hạch|xét\s+tuyển|học"
    r"|kiểm\s+tra|rèn)|thi\s+tuyển|xét\s+tuyển|khám\s+tuyển|bài\s+thi|trúng\s+tuyển|phúc\s+khảo"
    r"|học\s+bạ|xếp\s+loại)(?!\w)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?<!\w)(?:điểm(?:\s+\w+){0,3}[ :]*\d|\d+(?:[.,]\d+)?\s*(?:/\s*\d+\s*)?điểm"
    r"|\d{1,2}[,.]\d{1,2}(?!\d)|(?:không\s+)?đạt(?!\w)|đỗ|trượt|loại\s+\d)",
    re.IGNORECASE,
)
_ILL = re.compile(
    r"(?<!\w)(?:dương\s+tính|âm\s+tính|(?:lây\s+)?nhiễm\s+(?:hiv|covid|sars|viêm|lao)[\w-]*"
    r"|(?:lây|bị)\s+hiv"
    r"|mắc\s+(?:bệnh|covid|lao|hiv|sốt|ung|viêm|tâm|phong|giang|đái|sởi)[\w-]*|bệnh\s+(?:lao"
    r"|phong|tâm\s+thần|ung\s+thư|aids)"
    r"|ung\s+thư|hbsag|tâm\s+thần\s+phân\s+liệt|trầm\s+cảm|f0)(?!\w)|\(\s*[+]\s*\)",
    re.IGNORECASE,
)
_PATIENT = re.compile(
    r"(?<!\w)(?:bệnh\s+nhân|bn|ca\s+(?:bệnh|nhiễm|mắc)|f0|f1|xét\s+nghiệm|test\s+nhanh|kết\s+quả"
    r"|phát\s+hiện|điều\s+trị"
    r"|cách\s+ly|trường\s+hợp|xác\s+định)(?!\w)",
    re.IGNORECASE,
)
_MINOR = re.compile(
    r"(?<!\w)(?:em|cháu|bé(?:\s+(?:trai|gái))?|nữ\s+sinh|nam\s+sinh|học\s+sinh\s+lớp)(?!\w)"
    r"|(?<!\w)(?:[1-9]|1[0-7])\s+tuổi(?!\w)|(?<!\w)lớp\s+\d",
    re.IGNORECASE,
)
_HARMED = re.compile(
    r"(?<!\w)(?:nạn\s+nhân|bị\s+hại|tử\s+vong|đuối\s+nước|dâm\s+ô|xâm\s+hại|hiếp\s+dâm"
    r"|giao\s+cấu|bạo\s+(?:lực|hành)|bắt\s+cóc"
    r"|mua\s+bán(?:\s+người)?|bị\s+(?:\w+\s+){0,3}(?:bỏng|đánh|bán|lột|thương|bắt|tai\s+nạn|chém"
    r"|đâm|lừa)|thương\s+tích|mất\s+tích|tử\s+nạn"
    r"|tự\s+tử|bỏ\s+rơi|mang\s+thai)(?!\w)",
    re.IGNORECASE,
)
# News of crimes name adults with year and place as a matter of course; a full date is more.
_CRIME = re.compile(
    r"(?<!\w)(?:khai\s+nhận|khởi\s+tố|bị\s+can|bị\s+cáo|tạm\s+gi(?:ữ|am)|bắt\s+(?:giữ|quả\s+tang"
    r"|khẩn)|đấu\s+tranh|tuyên\s+phạt"
    r"|tang\s+vật|phạm\s+tội)(?!\w)",
    re.IGNORECASE,
)
_PUBLIC_LIFE = re.compile(
    r"(?<!\w)(?:liệt\s+sĩ|liệt\s+sỹ|anh\s+hùng|nghệ\s+nhân|nhà\s+thơ|nhà\s+văn|giải\s+(?:nhất"
    r"|nhì|ba)|cầu\s+thủ|vận\s+động\s+viên)(?!\w)",
    re.IGNORECASE,
)


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Name the places of likely personal data, in order. A row of a table is a line of the text."""
    text = text.translate(_SPACES)
    found = [*_identity_numbers(text), *_phone_numbers(text), *_accounts(text)]
    found += [*_lists(text), *_people(text)]
    return tuple(sorted(set(found), key=lambda one: (one.start, one.end, one.kind)))


def count_kinds(found: Iterable[PersonalData]) -> dict[str, int]:
    """Count places by kind."""
    return dict(sorted(Counter(one.kind.value for one in found).items()))


# --- numbers ------------------------------------------------------------------------------------


def _identity_numbers(text: str) -> Iterator[PersonalData]:
    for match in _TWELVE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        before = text[max(0, match.start() - NEAR) : match.start()]
        # Digits 1-3 are the province's code, 001 to 096; the 4th tells sex and century.
        formed = 1 <= int(digits[:3]) <= 96 and digits[3] in "0123"
        if _CARD.search(before) or (formed and not _OTHER_NUMBER.search(before)):
            yield _place(PersonalKind.CITIZEN_ID, match)
    card = _CARD.search(text)
    if card is None:
        return
    for match in _NINE.finditer(text):
        before = text[max(0, match.start() - NEAR) : match.start()]
        if _MONEY.match(text, match.end()) or _OTHER_NUMBER.search(before):
            continue
        in_table = card.start() < match.start() and IN_A_ROW.match(_line(text, match))
        if _CARD.search(before) or in_table:
            yield _place(PersonalKind.CITIZEN_ID, match)


def _phone_numbers(text: str) -> Iterator[PersonalData]:
    first_official = OFFICIAL.search(text)
    for match in _MOBILE.finditer(text):
        before, after = _beside(text, match)
        among_officials = first_official is not None and first_official.start() < match.start()
        if _OTHER_NUMBER.search(before) and not re.search(r"(?i)đ(?:iện\s+thoại|t)", before[-25:]):
            continue
        if among_officials and IN_A_ROW.match(_line(text, match)):
            continue
        named = any(_is_person(name) for name in PERSON.finditer(f"{before} {after}"))
        official = OFFICIAL.search(before) or OFFICIAL.match(after.lstrip(" ,(-–"))
        office = OFFICE.search(before) or OFFICE.search(after[:40])
        if _OWN_PHONE.search(before) or (not official and (named or not office)):
            yield _place(PersonalKind.PRIVATE_PHONE, match)


def _accounts(text: str) -> Iterator[PersonalData]:
    for match in _ACCOUNT.finditer(text):
        before, after = _beside(text, match)
        around = f"{before} {after}"
        named = any(_is_person(name) for name in PERSON.finditer(around))
        if named and not _ORGANISED.search(match[0] + after[:40]):
            yield _place(PersonalKind.BANK_ACCOUNT, match)


# --- people -------------------------------------------------------------------------------------


def _lists(text: str) -> Iterator[PersonalData]:
    rows = [row for row in IN_A_ROW.finditer(text) if _is_person(row)]
    if len(rows) < MIN_ROWS:
        return
    ends = [*(row.start() for row in rows[1:]), len(text)]
    # What is said of each: up to the next one's name.
    rests = [
        text[row.end() : min(end, row.end() + OF_ONE_PERSON)]
        for row, end in zip(rows, ends, strict=True)
    ]
    said = list(zip(rows, rests, strict=True))
    if _NEED.search(text) and not _PUBLIC_LIFE.search(text):
        told = [row for row, rest in said if _PARTICULAR.match(rest)]
        in_need = [row for row, rest in said if _IN_NEED.search(rest)]
        yield from _a_list(PersonalKind.HOUSEHOLD_LIST, max(told, in_need, key=len))
    if _EXAM.search(text):
        told = [row for row, rest in said if _MARK.search(rest)]
        yield from _a_list(PersonalKind.EXAM_RESULTS, told)
    if _PATIENT.search(text):
        told = [row for row, rest in said if _ILL.search(rest)]
        yield from _a_list(PersonalKind.HEALTH, told)


def _a_list(kind: PersonalKind, rows: list[re.Match[str]]) -> Iterator[PersonalData]:
    if len(rows) >= MIN_ROWS:
        yield PersonalData(kind=kind, start=rows[0].start(), end=rows[-1].end())


def _people(text: str) -> Iterator[PersonalData]:
    ill, harmed = _ILL.search(text), _HARMED.search(text)
    if not (ill or harmed or BORN.search(text)):
        return
    people = [person for person in PERSON.finditer(text) if _is_person(person)]
    for person in people:
        said = _said_of(text, person)
        official = OFFICIAL.search(text, max(0, person.start() - 30), person.end() + 30)
        if not official and _ILL.search(said) and _is_at_home(said):
            yield _place(PersonalKind.HEALTH, person)
        if LIVES.search(said) and (
            BORN_ON.search(said) or (BORN.search(said) and not _CRIME.search(said))
        ):
            yield _place(PersonalKind.INDIVIDUAL_DECISION, person)
    for person in (*people, *HIDDEN_PERSON.finditer(text)) if harmed else ():
        said = text[max(0, person.start() - NEAR) : person.end() + NEAR]
        if _MINOR.search(said) and _HARMED.search(said):
            yield _place(PersonalKind.MINOR_VICTIM, person)
    for person in HIDDEN_PERSON.finditer(text) if ill else ():
        said = _said_of(text, person)
        if _is_at_home(said):
            yield _place(PersonalKind.HEALTH, person)


def _is_at_home(said: str) -> bool:
    return any(pattern.search(said) for pattern in (AGE, LIVES, HAMLET))


def _is_person(match: re.Match[str]) -> bool:
    place = PLACE.search(match[0])
    # A name that ends like a place (Nguyễn Thái Bình, Trần Thị Hà Giang) is a person's.
    return place is None or CAPITALISED.search(match[0], 0, place.start()) is not None


def _said_of(text: str, person: re.Match[str]) -> str:
    """Give what the paragraph goes on to say after a name, with a little of what is before it."""
    start = max(text.rfind("\n", 0, person.start()) + 1, person.start() - NEAR)
    end = text.find("\n", person.end())
    return text[start : min(end if end >= 0 else len(text), person.end() + OF_ONE_PERSON)]


def _place(kind: PersonalKind, match: re.Match[str]) -> PersonalData:
    return PersonalData(kind=kind, start=match.start(), end=match.end())


def _line(text: str, match: re.Match[str]) -> str:
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return text[start : end if end >= 0 else len(text)]


def _beside(text: str, match: re.Match[str]) -> tuple[str, str]:
    """Give what stands before and after a match in its line.

    Where the line is the number alone, it is a cell: those before it belong to it.
    """
    start = text.rfind("\n", 0, match.start()) + 1
    for _cell in range(CELLS if match.start() - start <= 2 else 0):
        start = text.rfind("\n", 0, max(start - 1, 0)) + 1
    start = max(start, match.start() - 2 * NEAR)
    end = text.find("\n", match.end())
    end = min(end if end >= 0 else len(text), match.end() + NEAR)
    return text[start : match.start()], text[match.end() : end]
