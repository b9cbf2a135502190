"""Vietnamese words as the last part of an address."""

import re
import unicodedata


def fold(text: str) -> str:
    """Drop all marks: "Đường Hòa Bình" becomes "Duong Hoa Binh"."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def slug(text: str, *, careless: bool = False, length: int = 80) -> str:
    """Careless portals drop the marked letters whole: "lịch tiếp dân" becomes "l-ch-ti-p-d-n"."""
    words = text.lower() if careless else fold(text).lower()
    return re.sub(r"[^a-z0-9]+", "-", words)[:length].strip("-") or "tin"
