"""The original beside the article: harmless, each text with its fate; a click makes a draft."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

import ingest
from cms.harvest import originals, takedown, touching, verdicts
from cms.harvest.content import content_of_page
from cms.harvest.keys import address_key
from cms.harvest.models import Job, JobKind
from cms.harvest.original_markup import marked_up
from cms.harvest.originals import Fate
from cms.harvest.states import UrlState
from cms.portals.profiles import profile_of
from cms.portals.services import add_portal
from ingest.types import (
    Block,
    PageResult,
    PortalProfile,
    RawPage,
    Removal,
    SiteTemplate,
    Verdict,
)
from ingest.vocabulary import BlockKind, VerdictChoice
from scrapers.archive import read_page
from tests.cms.harvest.conftest import (
    REMOVED,
    OldPortal,
    make_draft,
    paragraphs,
    read_body,
    url_of,
    with_image,
)
from tests.cms.harvest.editing import edit, texts

from .conftest import Sign

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Đoạn thứ nhất của bài viết này.", "Đoạn thứ hai của bài viết này."
LIST = f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>"
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def taken(source: OldPortal) -> OldPortal:
    source.take({"tin-1": make_draft(blocks=paragraphs(FIRST, SECOND))})
    return source


def compare(source: OldPortal) -> str:
    return reverse("desk:compare", args=[source.item("tin-1").pk])


def fates(source: OldPortal) -> dict[str, Fate]:
    item = source.item("tin-1")
    article = content_of_page(source.page("tin-1").get_latest_revision_as_object())
    found = originals.read_original(item, item.latest, article)
    return {piece.text: piece.fate for piece in found.pieces}


def number_of(source: OldPortal, text: str) -> str:
    item = source.item("tin-1")
    found = originals.read_original(item, item.latest, content_of_page(source.page("tin-1")))
    return str(next(piece.number for piece in found.pieces if piece.text == text))


def test_each_text_is_kept_or_removed_by_a_rule(taken: OldPortal) -> None:
    found = fates(taken)
    assert (found[FIRST], found[REMOVED]) == (Fate.KEPT, Fate.REMOVED)
    assert Fate.MISSING not in found.values()


def test_what_an_editor_took_out_stands_out(admin: Client, taken: OldPortal) -> None:
    edit(taken.page("tin-1"), body=[("paragraph", f"<p>{FIRST}</p>")])
    assert fates(taken)[SECOND] is Fate.MISSING
    assert "1 text of the page is not in the article" in admin.get(compare(taken)).content.decode()


def test_a_removed_text_is_put_back_where_it_stood(admin: Client, taken: OldPortal) -> None:
    admin.post(compare(taken), {"put": number_of(taken, REMOVED)})
    page = taken.page("tin-1")
    assert texts(page.get_latest_revision_as_object()) == [FIRST, SECOND, REMOVED]
    assert texts(page) == [FIRST, SECOND]


def test_a_kept_text_is_dropped(admin: Client, taken: OldPortal) -> None:
    admin.post(compare(taken), {"drop": number_of(taken, FIRST)})
    assert texts(taken.page("tin-1").get_latest_revision_as_object()) == [SECOND]


def test_the_block_that_is_the_text_is_dropped_not_one_that_has_it_inside(
    admin: Client, source: OldPortal
) -> None:
    longer = f"Nhắc lại: {SECOND}"
    source.take({"tin-1": make_draft(blocks=paragraphs(longer, SECOND))})
    admin.post(compare(source), {"drop": number_of(source, SECOND)})
    assert texts(source.page("tin-1").get_latest_revision_as_object()) == [longer]


def shows_a_list(root: str, segment: str, offset: int) -> RawPage:
    """Read the page, and put a list before its text."""
    page = read_page(root, segment, offset)
    return replace(page, body=page.body.replace(b"<body>", f"<body>{LIST}".encode()))


def test_a_list_is_not_dropped_for_one_of_its_lines(
    admin: Client, source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "read_page", shows_a_list)
    block = Block(id="l1", kind=BlockKind.LIST, text=f"{FIRST}\n{SECOND}", html=LIST)
    source.take({"tin-1": make_draft(blocks=(block, *paragraphs("Đoạn sau.")))})
    before = source.page("tin-1").latest_revision_id
    answer = admin.post(compare(source), {"drop": number_of(source, FIRST)}, follow=True)
    assert "only a part of a block" in answer.content.decode()
    assert source.page("tin-1").latest_revision_id == before


def test_a_removed_text_is_not_kept_because_another_has_its_words(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = f"Huyện có {REMOVED} cho phương án một."
    source.take({"tin-1": make_draft(blocks=paragraphs(told, SECOND))})
    place = int(number_of(source, REMOVED))
    removals = (Removal(rule="poll-count", text=REMOVED, position=place),)
    monkeypatch.setattr(
        ingest, "draft_page", lambda *given: replace(read_body(*given), removals=removals)
    )
    assert (fates(source)[REMOVED], fates(source)[told]) == (Fate.REMOVED, Fate.KEPT)


def test_nothing_is_written_into_a_page_that_changed_meanwhile(
    admin: Client, taken: OldPortal
) -> None:
    seen = touching.seen_of(taken.item("tin-1"))
    edit(taken.page("tin-1"), lead="Sửa.")
    answer = admin.post(
        compare(taken), {"drop": number_of(taken, FIRST), "seen": seen}, follow=True
    )
    assert "edited meanwhile" in answer.content.decode()
    assert texts(taken.page("tin-1").get_latest_revision_as_object()) == [FIRST, SECOND]


def shows_a_picture(root: str, segment: str, offset: int) -> RawPage:
    """Read the page, and put an image and a script before its text."""
    page = read_page(root, segment, offset)
    more = b"<body><img src='/anh.png' alt='x'><img src='//evil.test/b.svg' onload=1>"
    return replace(page, body=page.body.replace(b"<body>", more))


def test_the_frame_runs_nothing_and_loads_only_from_the_archive(
    admin: Client, source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = url_of("anh.png")
    draft = with_image(make_draft(), picture)
    source.take({"tin-1": draft, "anh.png": PIXEL})
    item = source.item("tin-1")
    monkeypatch.setattr(originals, "read_page", shows_a_picture)
    answer = admin.get(reverse("desk:original", args=[item.pk]))
    policy, frame = answer["Content-Security-Policy"], answer.content.decode()
    images = reverse("desk:archived_image", args=[item.pk, address_key(picture)])
    assert "sandbox allow-same-origin; default-src 'none'" in policy
    assert f"img-src testserver{images.removesuffix(address_key(picture) + '/')};" in policy
    assert "allow-scripts" not in policy
    assert "<script" not in frame
    assert re.findall(r'<img src="([^"]+)"', frame)[0] == images
    assert "evil.test" not in frame
    shown = admin.get(images)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content) == PIXEL


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"<html><script>1</script>", b""])
def test_what_is_no_picture_is_not_given_out(admin: Client, source: OldPortal, body: bytes) -> None:
    source.take({"tin-1": make_draft(), "a.svg": body})
    address = reverse(
        "desk:archived_image", args=[source.item("tin-1").pk, address_key(url_of("a.svg"))]
    )
    assert admin.get(address).status_code == 404


@pytest.mark.parametrize(
    "html",
    [
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe srcdoc='<script>1</script>'></iframe>",
        "<form action=//evil.test><button formaction=//evil.test>x</button></form>",
        "<p style='background:url(//evil.test)'>x</p>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<base href='//evil.test'><meta http-equiv=refresh content='0;url=//evil.test'><p>x</p>",
    ],
)
def test_markup_that_runs_or_loads_is_left_out(html: str) -> None:
    written = marked_up(
        f"<body>{html}</body>", base="http://p.test/", marks=[], is_hidden=lambda _text: False
    )
    tags = set(re.findall(r"<\s*([a-zA-Z!?][\w-]*)", written))
    assert tags <= {"p", "div", "img", "span"}
    assert not re.search(r"<[^>]*\b(on\w+|style|href|action|srcdoc)\s*=", written)
    assert not re.search(r'src="(?!archive:[0-9a-f]{32}")', written)


def test_deep_nesting_loses_no_text() -> None:
    html = "<div>" * 3000 + "sâu" + "</div>" * 3000
    written = marked_up(html, base="", marks=[], is_hidden=lambda _text: False)
    assert "sâu" in written


def test_what_was_taken_down_is_not_shown_here_either(
    admin: Client, taken: OldPortal, admin_user: User
) -> None:
    takedown.take_down(url_of("tin-1"), reason="đơn", span=SECOND, by=admin_user)
    item = taken.item("tin-1")
    frame = admin.get(reverse("desk:original", args=[item.pk])).content.decode()
    assert FIRST in frame
    assert SECOND not in frame
    assert SECOND not in admin.get(compare(taken)).content.decode()


def test_a_stranger_sees_neither_page_nor_image(sign_in: Sign, taken: OldPortal) -> None:
    stranger = sign_in("binh", "view_portal", "change_portal", of=(add_portal("http://o.test/"),))
    item, portal = taken.item("tin-1").pk, taken.portal.pk
    addresses = [
        *(reverse(f"desk:{name}", args=[item]) for name in ("compare", "original")),
        reverse("desk:archived_image", args=[item, "0" * 32]),
        *(reverse(f"desk:{name}", args=[portal]) for name in ("template", "verdict")),
    ]
    assert [stranger.get(address).status_code for address in addresses] == [404] * 5


def test_an_editor_decides_for_pages_but_not_for_the_portal(
    sign_in: Sign, taken: OldPortal
) -> None:
    editor = sign_in("lan", "view_portal", of=(taken.portal,))
    assert "everywhere on this portal" not in editor.get(compare(taken)).content.decode()
    verdict = reverse("desk:verdict", args=[taken.portal.pk])
    assert editor.post(verdict, {"path": "p", "choice": "keep"}).status_code == 302
    assert not Job.objects.exists()


def without_byline(
    raw: RawPage, profile: PortalProfile, template: SiteTemplate | None
) -> PageResult:
    result = read_body(raw, profile, template)
    if not profile.verdicts:
        return result
    return replace(result, drafts=tuple(replace(draft, byline="") for draft in result.drafts))


def test_a_verdict_is_counted_before_it_is_passed_and_then_drafts_all_again(
    admin: Client, taken: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "draft_page", without_byline)
    told = {"path": "div.a", "choice": "drop"}
    address = reverse("desk:verdict", args=[taken.portal.pk])
    admin.post(address, {**told, "action": "try"})
    job = Job.objects.get(kind=JobKind.PREVIEW)
    assert job.arguments == {**told, "role": ""}
    result = verdicts.try_verdict(
        taken.portal, "div.a", Verdict(path="div.a", choice=VerdictChoice.DROP)
    )
    assert (result["changed"], result["of"], len(result["samples"])) == (1, 1, 1)
    assert taken.row("tin-1").state == UrlState.LOADED
    admin.post(address, {**told, "action": "apply"})
    taken.portal.refresh_from_db()
    assert [verdict.path for verdict in profile_of(taken.portal).verdicts] == ["div.a"]
    assert taken.row("tin-1").state == UrlState.FETCHED
    assert Job.objects.filter(kind=JobKind.DRAFT).exists()


def test_a_verdict_is_taken_back(taken: OldPortal, admin_user: User) -> None:
    verdict = verdicts.parse_verdict("div.a", "role", "byline")
    verdicts.pass_verdict(taken.portal, "div.a", verdict, by=admin_user)
    verdicts.pass_verdict(taken.portal, "div.a", None, by=admin_user)
    taken.portal.refresh_from_db()
    assert profile_of(taken.portal).verdicts == ()


@pytest.mark.parametrize("told", [("", "keep", ""), ("p", "burn", ""), ("p", "role", "king")])
def test_a_verdict_that_says_nothing_is_refused(told: tuple[str, str, str]) -> None:
    with pytest.raises(verdicts.VerdictError):
        verdicts.parse_verdict(*told)


def test_a_text_with_marks_inside_is_one_piece() -> None:
    html = "<p><b>[Biểu quyết]</b> <b>[Xem]</b> \n59 người</p>"
    marks = [(7, "[Biểu quyết] [Xem] 59 người", "removed", "poll")]
    written = marked_up(html, base="", marks=marks, is_hidden=lambda _text: False)
    assert written.count('data-piece="7"') == 3
