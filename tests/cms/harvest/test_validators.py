"""A host's ETag and Last-Modified are believed only once they were seen to be honest."""

from datetime import datetime

import pytest

from cms.harvest.frontier import LOOKS_A_PROOF, second_look
from cms.harvest.models import SourceUrl
from cms.harvest.recording import record_segment
from cms.harvest.validators import ETAG, LAST_MODIFIED, honest
from scrapers.archive import ArchiveWriter, FetchNote, Outcome, payload_of

from .conftest import OldPortal, url_of

pytestmark = pytest.mark.django_db
HOST = "portal.test"


class Host:
    """Answers pages with headers of our choice."""

    def __init__(self, source: OldPortal) -> None:
        self.source = source
        self.visits = 0

    def visit(self, pages: dict[str, tuple[str, dict[str, str]]]) -> None:
        """Let a crawl fetch pages: name to body and headers."""
        self.visits += 1
        source, run = self.source, f"v{self.visits}"
        at = datetime.fromisoformat(f"2026-01-{self.visits:02}T00:00+00:00")
        with ArchiveWriter(source.root, source.portal.slug, run) as writer:
            for name, (body, headers) in pages.items():
                note = FetchNote(crawl=run, url=url_of(name), outcome=Outcome.FETCHED)
                payload = payload_of(body.encode(), headers=tuple(headers.items()))
                writer.write(note, now=at, payload=payload)
        record_segment(source.portal, f"{source.portal.slug}/{run}-00001.warc.gz")


@pytest.fixture
def host(source: OldPortal) -> Host:
    return Host(source)


def pages(*bodies: str, etag: str = "") -> dict[str, tuple[str, dict[str, str]]]:
    return {f"tin-{n}": (body, {"ETag": etag or f'"{body}"'}) for n, body in enumerate(bodies)}


def test_what_stays_with_the_content_and_moves_with_it_is_honest(host: Host) -> None:
    host.visit(pages("a", "b", "c", "d"))
    assert honest(host.source.portal) == frozenset()
    host.visit(pages("a", "b", "c", "d"))
    assert honest(host.source.portal) == frozenset()
    host.visit(pages("a", "b", "c", "D"))
    assert honest(host.source.portal) == {(HOST, ETAG)}


def test_one_tag_for_everything_is_never_believed_again(host: Host) -> None:
    host.visit(pages("a", "b", "c", "d"))
    host.visit(pages("a", "b", "c", "D"))
    assert honest(host.source.portal) == {(HOST, ETAG)}
    host.visit(pages("a", "b", "c", "D", etag='"1"'))
    host.visit(pages("a", "b", "c", "changed", etag='"1"'))
    assert honest(host.source.portal) == frozenset()


def test_a_clock_as_last_modified_is_not_believed(host: Host) -> None:
    for day in (1, 2, 3, 4):
        stated = {"Last-Modified": f"Thu, 0{day} Jan 2026 00:00:00 GMT"}
        body = "new" if day == 3 else "old"
        changed = {"tin-9": (body, stated)}
        host.visit({f"tin-{n}": (f"b{n}", stated) for n in range(5)} | changed)
    assert (HOST, LAST_MODIFIED) not in honest(host.source.portal)


def test_honest_validators_are_sent_but_for_each_tenth_look(host: Host) -> None:
    bodies = [f"b{n}" for n in range(2 * LOOKS_A_PROOF)]
    host.visit(pages(*bodies))
    host.visit(pages(*bodies))
    ids = list(SourceUrl.objects.values_list("pk", flat=True))
    assert not any(row.etag for row in second_look(host.source.portal, ids).pending)
    host.visit(pages(*bodies[:-1], "changed"))
    sent = {row.url: row.etag for row in second_look(host.source.portal, ids).pending}
    left_out = [tag for tag in sent.values() if not tag]
    assert 1 <= len(left_out) <= 3  # one in ten, wherever the rows' numbers begin
    assert set(sent.values()) - {""} <= {f'"{body}"' for body in [*bodies, "changed"]}
