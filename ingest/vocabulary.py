"""The closed vocabularies: kinds, reasons, issue codes, roles. Each value is documented."""

from __future__ import annotations

from enum import StrEnum


class DraftKind(StrEnum):
    """What an item is."""

    ARTICLE = "article"
    DOCUMENT = "document"
    """A văn bản: number, issuing body, dates, files."""
    STATIC = "static"
    """A page such as giới thiệu: no date expected."""
    MEDIA = "media"
    """An album, a film, a broadcast."""


class BlockKind(StrEnum):
    """One unit of a body."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    IMAGE = "image"
    FILE = "file"
    EMBED = "embed"


class Precision(StrEnum):
    """How much of a date the source printed. No hour is ever invented."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class SkipReason(StrEnum):
    """Why a page gave no draft. Not an error."""

    LISTING = "listing"
    HOME = "home"
    SEARCH = "search"
    LOGIN = "login"
    FORM = "form"
    FLOOD_BLOCK = "flood_block"
    BLOCKED = "blocked"
    MAINTENANCE = "maintenance"
    SOFT_404 = "soft_404"
    HTTP_ERROR = "http_error"
    EMPTY = "empty"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    PRINT_DUPLICATE = "print_duplicate"
    NEEDS_JAVASCRIPT = "needs_javascript"
    QUESTIONS = "questions"
    """Questions and answers: counted as not carried over."""
    FEED = "feed"
    REDIRECT_PAGE = "redirect_page"


class IssueCode(StrEnum):
    """A doubt about a draft that a person should see."""

    NO_TITLE = "no_title"
    NO_DATE = "no_date"
    DATE_CONFLICT = "date_conflict"
    WEEKDAY_DIFFERS = "weekday_differs"
    LOW_CONFIDENCE = "low_confidence"
    EXTRACTORS_DISAGREE = "extractors_disagree"
    SHORT_BODY = "short_body"
    LONG_REMOVAL = "long_removal"
    FRAME_LEFTOVER = "frame_leftover"
    LEGACY_ENCODING = "legacy_encoding"
    LETTERS_LOST = "letters_lost"
    CHARSET_DOUBTFUL = "charset_doubtful"
    MOJIBAKE_REPAIRED = "mojibake_repaired"
    IMAGE_WITHOUT_TEXT = "image_without_text"
    IMAGE_PLACE_WITHOUT_SOURCE = "image_place_without_source"
    PERSONAL_DATA = "personal_data"
    TRUNCATED = "truncated"
    DEEP_NESTING = "deep_nesting"
    NO_TEMPLATE = "no_template"


class Role(StrEnum):
    """What a path of the template holds."""

    TITLE = "title"
    LEAD = "lead"
    DATE = "date"
    BYLINE = "byline"
    SECTION = "section"
    TAGS = "tags"
    BODY = "body"
    CAPTION = "caption"
    FILES = "files"
    RELATED = "related"
    WIDGET = "widget"
    COUNTER = "counter"
    NAVIGATION = "navigation"
    COMMENTS = "comments"


class VerdictChoice(StrEnum):
    """What a person decided about a path or a text."""

    KEEP = "keep"
    DROP = "drop"
    ROLE = "role"
