from datetime import UTC, datetime

import pytest

from ingest.codec import CodecError, decode, encode
from ingest.types import Block, CrawlSettings, Draft, PortalProfile
from ingest.vocabulary import BlockKind, DraftKind, Precision


def test_a_value_survives_json() -> None:
    draft = Draft(
        kind=DraftKind.ARTICLE,
        identities=("url:http://portal.test/1",),
        url="http://portal.test/1",
        blocks=(Block(id="b1", kind=BlockKind.HEADING, text="Tiêu đề", level=2),),
        published_at=datetime(2017, 3, 27, 8, 15, tzinfo=UTC),
        published_precision=Precision.MINUTE,
    )
    assert decode(Draft, encode(draft)) == draft


def test_what_holds_its_default_is_left_out() -> None:
    profile = PortalProfile(slug="can-loc", name="Can Lộc", home="http://portal.test/")
    assert set(encode(profile)) == {"slug", "name", "home"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"delay": 1}, "unknown key 'delay'"),
        ({"delay_s": "soon"}, "crawl.delay_s: expected float, found 'soon'"),
        ({"hosts": "one"}, "crawl.hosts: expected a list"),
    ],
)
def test_bad_data_is_named(data: dict[str, object], message: str) -> None:
    with pytest.raises(CodecError, match=message):
        decode(CrawlSettings, data, where="crawl")
