"""The words of dates: months, weekdays, time zones, and what portals call a date."""

from __future__ import annotations

import re

# Months by name, January first; genitives and common abbreviations beside the full form.
_MONTHS = (
    # English, German, French, Spanish, Portuguese, Italian, Dutch
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
     "august aug", "september sep sept", "october oct", "november nov", "december dec"),
    ("januar jänner jan", "februar feber feb", "märz maerz mär mrz", "april apr", "mai", "juni jun",
     "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez"),
    ("janvier janv", "février fevrier févr fév", "mars", "avril avr", "mai", "juin", "juillet juil",
     "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc"),
    ("enero ene", "febrero feb", "marzo mar", "abril abr", "mayo", "junio jun", "julio jul",
     "agosto ago", "septiembre setiembre sept", "octubre oct", "noviembre nov", "diciembre dic"),
    ("janeiro", "fevereiro fev", "março marco", "abril abr", "maio mai", "junho", "julho", "agosto",
     "setembro set", "outubro out", "novembro", "dezembro"),
    ("gennaio gen", "febbraio", "marzo", "aprile", "maggio mag", "giugno giu", "luglio lug",
     "agosto", "settembre sett", "ottobre ott", "novembre", "dicembre"),
    ("januari", "februari", "maart mrt", "april", "mei", "juni", "juli", "augustus", "september",
     "oktober", "november", "december"),
    # Swedish and Danish, Polish, Czech, Turkish, Finnish, Indonesian
    ("januari", "februari", "mars marts", "april", "maj", "juni", "juli", "augusti", "september",
     "oktober", "november", "december"),
    ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
     "października", "listopada", "grudnia"),
    ("ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října",
     "listopadu", "prosince"),
    ("ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim",
     "kasım", "aralık"),
    ("tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta",
     "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"),
    ("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
     "oktober", "november", "desember"),
    # Russian, Ukrainian, Greek, Arabic, Hindi
    ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
     "октября", "ноября", "декабря"),
    ("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня",
     "жовтня", "листопада", "грудня"),
    ("ιανουαρίου", "φεβρουαρίου", "μαρτίου", "απριλίου", "μαΐου", "ιουνίου", "ιουλίου", "αυγούστου",
     "σεπτεμβρίου", "οκτωβρίου", "νοεμβρίου", "δεκεμβρίου"),
    ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
     "نوفمبر", "ديسمبر"),
    ("जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर",
     "नवंबर", "दिसंबर"),
)  # fmt: skip
_VIETNAMESE_MONTHS = (
    ("một", "giêng"), ("hai",), ("ba",), ("tư",), ("năm",), ("sáu",), ("bảy",), ("tám",),
    ("chín",), ("mười",), ("mười một",), ("mười hai", "chạp"),
)  # fmt: skip

MONTH_NAMES: dict[str, int] = {
    name: number
    for language in _MONTHS
    for number, names in enumerate(language, start=1)
    for name in names.split()
} | {
    f"tháng {name}": number
    for number, names in enumerate(_VIETNAMESE_MONTHS, start=1)
    for name in names
}
"""Number of a month by its name, casefolded."""

_WEEKDAYS = (
    # Vietnamese words and numbers (Monday is "the second"), English, German, French, Spanish
    ("thứ hai|thứ 2|t2", "thứ ba|thứ 3|t3", "thứ tư|thứ 4|t4", "thứ năm|thứ 5|t5",
     "thứ sáu|thứ 6|t6", "thứ bảy|thứ bẩy|thứ 7|t7", "chủ nhật|chúa nhật|cn"),
    ("monday|mon", "tuesday|tue|tues", "wednesday|wed", "thursday|thu|thurs", "friday|fri",
     "saturday|sat", "sunday|sun"),
    ("montag|mo", "dienstag|di", "mittwoch|mi", "donnerstag|do", "freitag|fr", "samstag|sonnabend",
     "sonntag|so"),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
)  # fmt: skip

WEEKDAY_NAMES: dict[str, int] = {
    name: number
    for language in _WEEKDAYS
    for number, names in enumerate(language)
    for name in names.split("|")
}
"""Number of a weekday by its name, casefolded; Monday is 0."""

ZONE_MINUTES: dict[str, int] = {
    "z": 0, "gmt": 0, "utc": 0, "ict": 420, "jst": 540, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "cet": 60, "cest": 120,
    "mez": 60, "mesz": 120, "bst": 60,
}  # fmt: skip
"""Minutes east of Greenwich by the name of a zone, casefolded."""

PUBLISHED, UPDATED = "ngày đăng", "cập nhật"

LABELS: tuple[tuple[str, str], ...] = (
    ("hiệu lực", r"(?:có\s)?hiệu lực(?:\sthi hành)?(?:\skể)?(?:\stừ)?(?:\sngày)?|hết hiệu lực"),
    ("ban hành", r"ngày ban hành|ban hành(?:\sngày)?|ngày ký"),
    (UPDATED, r"(?:ngày\s)?(?:được\s)?cập nhật(?:\slần cuối)?(?:\s(?:lúc|ngày|vào))?"
     r"|(?:last\s)?(?:updated|modified)(?:\son|\sat)?|aktualisiert(?:\sam)?|mis à jour(?:\sle)?"
     r"|ngày sửa|sửa đổi lần cuối"),
    (PUBLISHED, r"(?:ngày|thời gian|giờ)\s"
     r"(?:đăng(?:\stải|\stin|\sbài)?|gửi|xuất bản|tạo|viết|đưa tin|phát hành)"
     r"|đăng\s(?:ngày|lúc|vào|bởi|tải|tin)(?:\s(?:ngày|lúc))?|(?:đã\s|được\s)?đăng|xuất bản"
     r"|đưa lên(?:\slúc)?"
     r"|published|posted|veröffentlicht|erstellt|publié|publicado|created|date"),
)  # fmt: skip
"""What portals print before a date: the name under which we keep it, and its spellings."""


def _longest_first(names: list[str]) -> str:
    return "|".join(
        re.escape(name).replace(r"\ ", r"\s") for name in sorted(names, key=len, reverse=True)
    )


MONTH_PATTERN = _longest_first(list(MONTH_NAMES))
# Only English and Vietnamese put the month first in words.
LEADING_MONTH_PATTERN = _longest_first(
    [
        name
        for name in MONTH_NAMES
        if name.startswith("tháng ") or any(name in month.split() for month in _MONTHS[0])
    ]
)
WEEKDAY_PATTERN = _longest_first(list(WEEKDAY_NAMES))
