"""What a request may ask: types that are as strict as the OpenAPI document says they are.

Pydantic's own reading of texts is kind: "1.0" is an integer, "0" a date. A front end that sends
such things has a bug, and is told so.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Field, Schema
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

MAX_ID = 2**63 - 1
MAX_LIMIT = 100
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})")


def _digits(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9]\d*)", value, re.ASCII):
        raise ValueError("a whole number is expected")
    return value


def _boolean(value: object) -> object:
    if value not in ("true", "false", True, False, None):
        raise ValueError("true or false is expected")
    return value


def _day(value: object) -> object:
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("a date such as 2017-03-27 is expected")
    return value


def _moment(value: object) -> object:
    if isinstance(value, str):
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
        if not MOMENT.fullmatch(value):
            raise ValueError("a date or a time with offset is expected: 2017-03-27T08:15:00+07:00")
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Field(ge=1, le=MAX_ID), BeforeValidator(_digits)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), BeforeValidator(_digits)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[
    date | datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
            ]
        }
    ),
]
Position = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,400}\.[0-9]{1,18}$")]
"""A place in a sorted list: the order's key in hexadecimal, and an id. Every such text is one."""

FIELDS = (
    *("id", "kind", "portal", "destinations", "title", "lead", "byline", "source_name"),
    *("published_at", "published_precision", "updated_at", "language", "sections", "tags"),
    *("images", "files", "legal_references", "source_url", "url", "slug", "document", "body"),
    "provenance",
)
EXPANSIONS = ("body", "ancestors", "renditions", "provenance")
FACETS = ("portal", "section", "year")


def _list_of(names: tuple[str, ...]) -> str:
    one = "|".join(names)
    return f"^({one})(,({one}))*$"


FieldList = Annotated[str, StringConstraints(pattern=_list_of(FIELDS), max_length=500)]
FacetList = Annotated[str, StringConstraints(pattern=_list_of(FACETS), max_length=100)]
ExpansionList = Annotated[str, StringConstraints(pattern=_list_of(EXPANSIONS), max_length=100)]


class Shape(Schema):
    """How items are shown."""

    fields: FieldList | None = Field(
        None, description="Only these fields, divided by commas.", examples=["id,title,url"]
    )
    expand: ExpansionList | None = Field(
        None,
        description="More than the default: `body` (in lists), `ancestors` of sections,"
        " `renditions` of images, `provenance`: where an item comes from.",
    )
    format: Literal["blocks", "html", "text"] = Field(
        "blocks", description="How the body is given: as blocks, as one HTML or one plain text."
    )


class ItemFilters(Shape):
    """What lists of items can be asked."""

    portal: Text | None = Field(None, description="Key of a portal.", examples=["can-loc"])
    section: Id | None = Field(None, description="Id of a section; those below it count too.")
    destination: Text | None = Field(None, description="Key of a destination.")
    commune: Text | None = Field(
        None,
        description="A commune that items belong to now: its id or name, or the name of one that"
        " went into it; marks, case and xã or phường do not matter.",
        examples=["xã Thiên Lộc"],
    )
    tag: Text | None = Field(None, description="A tag; marks and case do not matter.")
    byline: Text | None = Field(None, description="A byline; marks and case do not matter.")
    legal_reference: Text | None = Field(
        None, description="Number of a legal text that is cited.", examples=["436/QĐ-UBND"]
    )
    language: Text | None = Field(None, description="Language code.", examples=["vi"])
    has_image: Boolean | None = Field(None, description="Only with, or only without, an image.")
    published_from: Moment | None = Field(None, description="Not before this date or time.")
    published_to: Moment | None = Field(None, description="Not after this date or time.")
    updated_from: Moment | None = Field(None, description="Changed here not before.")
    updated_to: Moment | None = Field(None, description="Changed here not after.")
    source_url: Text | None = Field(None, description="An old address, in any variant.")
    search: Text | None = Field(
        None,
        description="Words to find, with or without tone marks; exact spelling ranks first."
        " Words in quotation marks form a phrase, a trailing `*` finds beginnings.",
        examples=["cải cách hành chính"],
    )
    order: (
        Literal["-published_at", "published_at", "-updated_at", "updated_at", "title", "-title"]
        | None
    ) = Field(
        None,
        description="Newest first by default; a search is ordered by relevance."
        " Items without a date come last either way.",
    )
    limit: Limit = Field(20, description="Items a page.")
    cursor: Position | None = Field(None, description="From `next` of the page before.")
    count: Literal["exact", "estimated"] | None = Field(
        None, description="Adds `total` to the answer; an estimate of a long list costs less."
    )
    facets: FacetList | None = Field(
        None, description="Adds how many items stand where.", examples=["portal,section,year"]
    )


class DocumentFilters(ItemFilters):
    """What lists of documents can be asked besides."""

    number: Text | None = Field(None, description="Number.", examples=["436/QĐ-UBND"])
    document_type: Text | None = Field(None, description="Type; marks and case do not matter.")
    issuing_body: Text | None = Field(None, description="Body; marks and case do not matter.")
    issued_from: Day | None = Field(None, description="Issued not before.")
    issued_to: Day | None = Field(None, description="Issued not after.")
    effective_from: Day | None = Field(None, description="In force not before.")
    effective_to: Day | None = Field(None, description="In force not after.")


def beginning(moment: date | datetime) -> datetime:
    """Return the first moment meant: of a date, midnight in Viet Nam."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.combine(moment, time.min, tzinfo=timezone.get_default_timezone())


def end(moment: date | datetime) -> datetime:
    """Return the last moment meant: of a date, the last microsecond of the day in Viet Nam."""
    if isinstance(moment, datetime):
        return beginning(moment)
    if moment == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return beginning(moment) + timedelta(days=1) - timedelta(microseconds=1)
