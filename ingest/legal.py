"""Legal references in running text: kind, number, date, issuing body.

The grammar follows the numbering rules for legal and administrative texts (serial, year, symbol,
body) and for those of the Party (serial, symbol, body with the signs the other way round). A
fraction ("16/20 xã") is no number, a licence of the site no reference, a day of effect no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.legal_words import ABBREVIATIONS, SYMBOLS, TYPES
from ingest.types import LegalReference

# --- grammar ------------------------------------------------------------------------------------

_UPPER = "A-ZĐÐ"
_DASH = "[-–]"
_PART = rf"[{_UPPER}][\w&]*"
# After spaces around a dash only what cannot begin a sentence goes on with the symbol.
_SPACED_PART = rf"[{_UPPER}]{{2}}[\w&]*"
_NUMBER = re.compile(
    rf"(?<![\w/.,])(?P<serial>\d{{1,5}}[a-zA-Z]?)"
    rf"(?:\s?/\s?(?P<year>(?:19|20)\d\d)\s?/\s?(?P<n_symbol>{_PART}(?:{_DASH}{_PART}|\s?{_DASH}\s?{_SPACED_PART})*)"
    rf"|\s?[/.]\s?(?P<s_symbol>{_PART}(?:{_DASH}{_PART}|\s?{_DASH}\s?{_SPACED_PART})*)"
    rf"|\s?{_DASH}\s?(?P<p_symbol>{_PART})\s?/\s?(?P<p_body>{_PART}(?:{_DASH}{_PART})*))"
)
_MAY_HOLD_NUMBER = re.compile(rf"\d[a-zA-Z]?\s?[/.–-]\s?(?:\d{{4}}\s?/\s?)?[{_UPPER}]")

_TYPE_NAMES = "|".join(name.replace(" ", r"\s") for name in sorted(TYPES, key=len, reverse=True))
_TYPE = rf"(?:{_TYPE_NAMES}|Bộ\sLuật)"
_CANONICAL = {name.casefold(): name for name in TYPES}
_ABBREVIATED = "|".join(sorted(ABBREVIATIONS, key=len, reverse=True))
_TYPE_BEFORE = re.compile(rf"(?<!\w)(?P<type>{_TYPE})\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_ABBREVIATION_BEFORE = re.compile(rf"(?<![\w/-])(?P<type>{_ABBREVIATED})\s*(?:số)?\s*:?\s*$")
_SERIALS_BEFORE = re.compile(r"số\s*:?\s*(?P<serials>(?:\d{1,5}\s*(?:,|;|và)\s*)+)$", re.IGNORECASE)
_NUMBER_WORD_BEFORE = re.compile(r"số\s*:?\s*$", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*(?:,|;|và|và\ssố|,\s*số|;\s*số|số)\s*", re.IGNORECASE)
_LICENCE_BEFORE = re.compile(
    r"(?:giấy\sphép|giấy\schứng\snhận|biển\ssố|tài\skhoản)[^;.]*$", re.IGNORECASE
)

_DAY = (
    r"(?P<day>\d{1,2})(?:\s?[/.–-]\s?(?P<month>\d{1,2})\s?[/.–-]\s?(?P<year>\d{4})"
    r"|\s+thán[gh]\s+(?P<v_month>\d{1,2}),?\s+(?:năm\s+)?(?P<v_year>\d{4}))(?!\d)"
)
_DATE_AFTER = re.compile(
    r"\s*,?\s*\(?(?:hồi\s[^,;.]{3,25}?\s)?(?:(?:được\s)?(?:ký|ban\shành)\s)?ngày\s*" + _DAY,
    re.IGNORECASE,
)
_DATE_BELOW = re.compile(r"[ \t]*\n\s*[^\n]{2,40}?,\s*ngày\s*" + _DAY, re.IGNORECASE)
_SAME_DAY = re.compile(r"\s*,?\s*cùng\sngày", re.IGNORECASE)

_ISSUER_STOP = (
    r"(?=\s*(?:[;:)\n]|\.(?:\s|$)|$|,(?!\s*(?:Bộ|Ban|Sở|Ủy|Uỷ|UBND|HĐND)\b)|\s(?:về|V/v|ban\shành|phê\sduyệt"
    r"|quy\sđịnh|hướng\sdẫn|công\snhận|sửa\sđổi|giao|vừa|đã|triển\skhai|kết\sluận|thành\slập|công\sbố"
    r"|trong|thông\squa|yêu\scầu|cho\sphép|chấp\sthuận|điều\schỉnh|bổ\ssung|thực\shiện|cho|tại|có|được"
    r"|nhằm|để|là|trên)\b))"
)
_ISSUER_AFTER = re.compile(
    rf"\s*,?\s*(?:của\s+)+(?P<issuer>[^;:\n]{{2,120}}?){_ISSUER_STOP}", re.IGNORECASE
)
_ISSUER_ACTS = re.compile(
    r",\s*(?P<issuer>Chính phủ|Thủ tướng Chính phủ|Quốc hội|(?:Bộ [A-ZĐ]|UBND )[^,;.]{3,40}?)"
    r"\s(?:đã|vừa)\s"
)
_CONFERENCE_AFTER = re.compile(rf"\s+(?P<issuer>Hội nghị[^;:\n]{{2,120}}?){_ISSUER_STOP}")
_ISSUER_BEFORE = re.compile(
    r"(?:đề nghị của\s+|(?:^|[,;.:])\s*(?!Xét|Theo|Căn cứ|Thực hiện))"
    r"(?P<issuer>[A-ZĐ][^,;.:\n]{1,80}?)"
    r"\s+(?:(?:đã|vừa|có)\s+)?(?:ban hành|ra|tại|ký)\s*$"
)

# A number without a symbol counts only before a date, an issuer or a subject.
_BARE = re.compile(
    r"(?<=[\s:])(?P<serial>\d{1,5})"
    r"(?=,?\s+\(?(?:về|của|ngày|quy\sđịnh|hướng\sdẫn|hồi|được|ký|ban\shành)\b)"
)
_BARE_TYPE_BEFORE = re.compile(
    rf"(?<!\w)(?P<type>{_TYPE})\s+(?P<marked>số\s*:?\s*)?$", re.IGNORECASE
)
_BARE_UNMARKED = frozenset(
    {"Nghị định", "Nghị quyết", "Chỉ thị", "Quyết định", "Thông tư", "Kết luận"}
)
_BARE_FOLLOWED = re.compile(r"\s+(?:về|của|ngày|quy\sđịnh|hướng\sdẫn)\b", re.IGNORECASE)

_LAW = re.compile(
    r"(?<![\w-])(?P<title>(?P<type>Luật|Bộ [Ll]uật|Pháp lệnh|Hiến pháp)"
    r"(?P<name>(?:\s+(?!ngày\s|năm\s|số\s\d|\d)[\w,&–-]+){0,45}?))"
    rf"\s+(?:ngày\s*{_DAY}|(?:năm\s+)?(?P<law_year>(?:19|20)\d\d)(?!\d|[/.,-]\d))"
)
_LAW_WORD = re.compile("Luật|Bộ luật|Pháp lệnh|Hiến pháp")
_LAW_NO_NAME = re.compile(
    r"\b(?:sư|gia|này|đã|được|đang|sẽ|do|khi|từ|vào|thông qua|hiệu lực|quy định)\b", re.IGNORECASE
)
_LAW_NOT_AFTER = re.compile(r"(?:Đại học|Khoa|khoa|trường|Trường|Hội|ngành)\s+$")
_LAW_NUMBER_AFTER = re.compile(
    r"\s*[,(]?\s*(?:Luật|Bộ luật|Pháp lệnh)?\s*số\s*:?\s*\d", re.IGNORECASE
)
_LAW_TYPE = re.compile(
    r"(?<!\w)(?:(?P<law>Luật(?!\s(?:sư|gia)\b)|Bộ [Ll]uật|Pháp lệnh|Hiến pháp)|Nghị quyết)(?!\w)"
)
_AMENDING = re.compile(r"Luật\s[Ss]ửa đổi")
_NUMBER_LEAD = re.compile(r"\s*(?:[,(]\s*)?(?:Luật|Bộ luật|Pháp lệnh)?\s*(?:số)?\s*:?\s*$")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    reference: LegalReference


def find_references(text: str) -> tuple[LegalReference, ...]:
    """Find the legal texts that a text cites, in order. Takes cleaned text (NFC)."""
    text = text.replace("\u00a0", " ")
    found: list[_Found] = []
    if _MAY_HOLD_NUMBER.search(text):
        for match in _NUMBER.finditer(text):
            found.extend(_numbered(text, match, found[-1] if found else None))
    found.extend(item for item in _bare(text) if not _covered(item, found))
    if _LAW_WORD.search(text):
        found.extend(item for item in _laws(text) if not _covered(item, found))
    found.sort(key=lambda item: item.start)
    return tuple(dict.fromkeys(item.reference for item in found))


def normalise_number(number: str) -> str:
    """Bring a document's number to the form in which it is searched.

    Capitals, no spaces, plain hyphens, Đ for look-alikes, a slash after the serial: "123.KH-UBND"
    becomes "123/KH-UBND".
    """
    plain = re.sub(r"\s+", "", number).replace("\u00d0", "Đ").replace("–", "-").upper()
    return re.sub(r"^(\d+[A-Z]?)\.(?=[A-ZĐ])", r"\1/", plain)


def _covered(item: _Found, found: list[_Found]) -> bool:
    return any(other.start < item.end and item.start < other.end for other in found)


# --- with a number ------------------------------------------------------------------------------


def _numbered(text: str, match: re.Match[str], previous: _Found | None) -> Iterator[_Found]:
    start = match.start()
    before = text[max(0, start - 260) : start]
    symbol = match["n_symbol"] or match["s_symbol"] or match["p_symbol"]
    if _LICENCE_BEFORE.search(before[-60:]) or normalise_number(symbol).startswith("GP"):
        return
    serials, before_serials = [match["serial"]], before
    if listed := _SERIALS_BEFORE.search(before):
        serials = re.findall(r"\d+", listed["serials"]) + serials
        before_serials = before[: listed.start()] + "số "
    named = _kind(before_serials, match, previous, text)
    if named is None:
        return
    kind, title, first = named
    number_from = match[0][len(match["serial"]) :]
    day, end = _date_after(text, match.end(), previous=previous, head=bool(_is_head(before)))
    issuer, end = _issuer(text, end, before=before_serials, kind=kind)
    if day is None and issuer:
        day, end = _date_after(text, end, previous=None, head=False)
    first = start - (len(before) - first)
    for serial in serials:
        number = serial + number_from
        yield _Found(
            first,
            end,
            LegalReference(
                type=kind,
                number=number,
                number_norm=normalise_number(number),
                issuer=issuer,
                date=day,
                title=title,
            ),
        )


def _kind(
    before: str, match: re.Match[str], previous: _Found | None, text: str
) -> tuple[str, str, int] | None:
    """Tell kind, title, and where in ``before`` the reference begins; None if it is none."""
    symbols = re.split(r"[-–]", match["n_symbol"] or match["s_symbol"] or match["p_symbol"])
    head = symbols[0].strip().replace("\u00d0", "Đ").upper()
    if re.match(r"(?:UBTV)?QH\d*$", head):
        return _parliament(before, head)
    if hit := _TYPE_BEFORE.search(before):
        return _CANONICAL[" ".join(hit["type"].casefold().split())], "", hit.start()
    if hit := _ABBREVIATION_BEFORE.search(before):
        return ABBREVIATIONS[hit["type"]], "", hit.start()
    if previous and _CONTINUES.fullmatch(text[previous.end : match.start()]):
        return previous.reference.type, "", len(before)
    has_body = len(symbols) > 1 or bool(match["p_body"])
    if head in SYMBOLS and has_body:
        return SYMBOLS[head], "", len(before)
    if has_body and _NUMBER_WORD_BEFORE.search(before):
        return "Công văn", "", len(before)
    return None


def _parliament(before: str, symbol: str) -> tuple[str, str, int]:
    """Name a text of the National Assembly, whose symbol does not tell law from resolution."""
    clause = re.split(r"[;.\n]", before)[-1]
    lead = _NUMBER_LEAD.search(clause)
    names = list(_LAW_TYPE.finditer(clause, 0, lead.start() if lead else len(clause)))
    if not names and (own := _LAW_TYPE.search(clause)):
        return _law_kind(own), "", len(before) - len(clause) + own.start()
    if not names:
        kind = "Luật" if symbol.startswith("QH") else "Nghị quyết"
        return kind, "", len(before)
    laws = [hit for hit in names if hit["law"]]
    amending = [hit for hit in laws if _AMENDING.match(clause, hit.start())]
    hit = amending[0] if amending else (laws or names)[-1]
    title = clause[hit.start() : lead.start() if lead else len(clause)].strip(" ,(")
    kind = _law_kind(hit)
    if not hit["law"] or title.casefold() == kind.casefold():
        title = ""
    return kind, title, len(before) - len(clause) + hit.start()


def _law_kind(hit: re.Match[str]) -> str:
    return _CANONICAL[hit[0].casefold()]


def _is_head(before: str) -> bool:
    line = before.rpartition("\n")[2]
    return re.fullmatch(r"\s*số\s*:?\s*", line, re.IGNORECASE) is not None


def _date_after(
    text: str, end: int, *, previous: _Found | None, head: bool
) -> tuple[date | None, int]:
    match = _DATE_AFTER.match(text, end) or (_DATE_BELOW.match(text, end) if head else None)
    if match:
        return _calendar(match), match.end()
    if previous and (same := _SAME_DAY.match(text, end)):
        return previous.reference.date, same.end()
    return None, end


def _calendar(match: re.Match[str]) -> date | None:
    month, year = match["month"] or match["v_month"], match["year"] or match["v_year"]
    try:
        return date(int(year), int(month), int(match["day"]))
    except ValueError:
        return None


def _issuer(text: str, end: int, *, before: str, kind: str) -> tuple[str, int]:
    if match := _ISSUER_AFTER.match(text, end) or _CONFERENCE_AFTER.match(text, end):
        return match["issuer"].strip(" ,."), match.end()
    if acts := _ISSUER_ACTS.match(text, end):
        return acts["issuer"], end
    lead = re.sub(rf"(?:{re.escape(kind)})\s*(?:số)?\s*:?\s*$", "", before, flags=re.IGNORECASE)
    if lead != before and (match := _ISSUER_BEFORE.search(lead)):
        return match["issuer"].strip(), end
    return "", end


# --- without a symbol ---------------------------------------------------------------------------


def _bare(text: str) -> Iterator[_Found]:
    """Find "Nghị quyết số 31 ngày 6/9/2016 của HĐND tỉnh", "Nghị định 100 về …"."""
    for match in _BARE.finditer(text):
        named = _BARE_TYPE_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
        if named is None:
            continue
        kind = _CANONICAL[" ".join(named["type"].casefold().split())]
        day, end = _date_after(text, match.end(), previous=None, head=False)
        issuer, end = _issuer(text, end, before="", kind=kind)
        marked = bool(named["marked"]) and (day is not None or bool(issuer))
        known = kind in _BARE_UNMARKED and _BARE_FOLLOWED.match(text, match.end())
        if not (marked or known):
            continue
        number = match["serial"]
        yield _Found(
            match.start() - len(named[0]),
            end,
            LegalReference(type=kind, number=number, number_norm=number, issuer=issuer, date=day),
        )


def _laws(text: str) -> Iterator[_Found]:
    """Find laws by name and date, or by name and year."""
    for match in _LAW.finditer(text):
        start, title, name = match.start(), match["title"], match["name"].strip()
        if ", Luật " in title and not name.startswith(("Sửa", "sửa")):
            title = title[title.rindex(", Luật ") + 2 :]
            start, name = match.start() + match["title"].rindex(", Luật ") + 2, title[5:]
        kind = _CANONICAL[match["type"].casefold()]
        if _LAW_NO_NAME.search(name) or _LAW_NOT_AFTER.search(text[max(0, start - 12) : start]):
            continue
        if (not name and kind != "Hiến pháp") or _LAW_NUMBER_AFTER.match(text, match.end()):
            continue
        day = _calendar(match) if match["day"] else None
        if match["day"] is None and not match["law_year"]:
            continue
        full = title if match["day"] else f"{title} năm {match['law_year']}"
        yield _Found(start, match.end(), LegalReference(type=kind, number="", date=day, title=full))
