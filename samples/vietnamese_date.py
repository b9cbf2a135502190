"""Dates and times as the frame of a portal writes them."""

from datetime import datetime

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def write_moment(template: str, moment: datetime) -> str:
    """Fill a form of `wording.toml`; "Thứ {daynumber}" is "Chủ nhật" on a Sunday."""
    day = moment.weekday()
    if day == 6:
        template = template.replace("Thứ {daynumber}", "Chủ nhật")
    return template.format(
        weekday=WEEKDAYS[day],
        english=ENGLISH[day],
        daynumber=day + 2,
        d=moment.day,
        m=moment.month,
        y=moment.year,
        H=moment.hour,
        h=moment.hour % 12 or 12,
        half="SA" if moment.hour < 12 else "CH",
        M=moment.minute,
        S=moment.second,
    )
