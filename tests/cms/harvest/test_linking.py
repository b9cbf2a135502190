"""Links and images become references as soon as their target is there, whichever came first."""

import io

import pytest
from PIL import Image
from wagtail.models import ReferenceIndex

from cms.articles.models import PortalDocument, PortalImage
from cms.harvest.assets import import_assets
from cms.harvest.frontier import missing_assets, settle
from cms.harvest.linking import link_items
from cms.harvest.models import Asset, AssetState, SourceUrl
from cms.harvest.open_links import LinkKind, count_open_links, open_links
from cms.portals.services import add_portal
from ingest.types import Block, FileRef
from ingest.vocabulary import BlockKind, SkipReason
from scrapers.archive import PageKind
from scrapers.archive import Reason as CrawlReason

from .conftest import HOME, OldPortal, link, make_draft, with_image

pytestmark = pytest.mark.django_db


def png(color: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), color).save(file, "PNG")
    return file.getvalue()


def linked(name: str, *targets: str) -> object:
    html = "Xem " + ", ".join(
        f'<a href="http://portal.test/{target}">ở đây</a>' for target in targets
    )
    return make_draft(
        name, blocks=(Block(id="p1", kind=BlockKind.PARAGRAPH, text="Xem", html=html),)
    )


def test_links_lead_to_pages_whichever_came_first(source: OldPortal) -> None:
    source.take({"a": linked("a", "b", "dang-nhap")})
    source.take({"b": linked("b", "a")})
    first, second = source.page("a"), source.page("b")
    assert f'<a linktype="page" id="{first.pk}">' in second.body[0].value.source
    assert link_items(source.portal) == {"filled": 1}
    first = source.page("a")
    assert f'<a linktype="page" id="{second.pk}">' in first.body[0].value.source
    assert first.live_revision.as_object().body[0].value.source == first.body[0].value.source
    assert first.revisions.count() == 1
    assert ReferenceIndex.get_references_to(second).exists()
    (left,) = open_links(source.portal)
    assert (left.kind, left.address) == (LinkKind.SIGN_IN, "http://portal.test/dang-nhap")
    assert link_items(source.portal) == {}


def test_links_over_redirects_lead_to_pages_too(source: OldPortal) -> None:
    source.take({"a": linked("a", "cu")})
    source.take({"b": make_draft("b")})
    source.crawl({"cu": "trung-gian", "trung-gian": "b"})
    assert link_items(source.portal) == {"filled": 1}
    target = f'<a linktype="page" id="{source.page("b").pk}">'
    assert target in source.page("a").body[0].value.source
    assert source.take({"c": linked("c", "cu")}) == {"created": 1}
    assert target in source.page("c").body[0].value.source
    assert link_items(source.portal) == {}


def test_links_that_lead_to_no_page_are_listed_by_kind(source: OldPortal) -> None:
    names = ("danh-sach", "dang-nhap.html", "mat", "hong", "bo", "chua-gap")
    draft = linked("a", *names)
    outside = Block(
        id="p2",
        kind=BlockKind.PARAGRAPH,
        text="báo",
        html='<a href="https://bao.example/tin">báo</a>',
    )
    source.links["http://portal.test/a"] = [link("bo", excluded=CrawlReason.DENIED)]
    source.take({"a": make_draft("a", blocks=(*draft.blocks, outside))})
    source.take(
        {
            "danh-sach": SkipReason.LISTING,
            "dang-nhap.html": SkipReason.LOGIN,
            "mat": CrawlReason.NOT_FOUND,
            "hong": CrawlReason.TIMEOUT,
        }
    )
    assert link_items(source.portal) == {}
    assert count_open_links(source.portal) == {
        LinkKind.FRAME: 1,
        LinkKind.SIGN_IN: 1,
        LinkKind.DEAD: 2,
        LinkKind.LEFT_OUT: 1,
        LinkKind.UNKNOWN: 1,
    }
    assert {found.page for found in open_links(source.portal)} == {source.page("a").pk}


def test_an_article_that_speaks_of_signing_up_is_no_sign_in(source: OldPortal) -> None:
    names = ("dang-ky-khai-sinh", "tin/bo-quan-tri-moi.html", "wp-login.php", "?op=login&r=1")
    source.take({"a": linked("a", *names)})
    kinds = {
        found.address.removeprefix(f"{HOME}/"): found.kind for found in open_links(source.portal)
    }
    assert [kinds[name] for name in names] == [LinkKind.UNKNOWN] * 2 + [LinkKind.SIGN_IN] * 2


def test_links_to_mail_and_telephone_are_kept(source: OldPortal) -> None:
    html = '<a href="mailto:ubnd@hatinh.gov.vn">thư</a>, <a href="tel:02393841234">máy</a>'
    block = Block(id="p1", kind=BlockKind.PARAGRAPH, text="thư, máy", html=html)
    source.take({"a": make_draft("a", blocks=(block,))})
    link_items(source.portal)
    assert source.page("a").body[0].value.source == f"<p>{html}</p>"
    assert list(open_links(source.portal)) == []


def test_a_filled_page_is_not_an_editors(source: OldPortal) -> None:
    source.take({"a": linked("a", "b")})
    source.take({"b": make_draft("b")})
    link_items(source.portal)
    assert source.take({"a": linked("a", "b", "c")}) == {"updated": 1}
    assert 'linktype="page"' in source.page("a").body[0].value.source


def test_links_to_other_portals_are_filled(source: OldPortal) -> None:
    html = '<a href="http://khac.test/tin">khác</a>'
    block = Block(id="p1", kind=BlockKind.PARAGRAPH, text="khác", html=html)
    source.take({"a": make_draft("a", blocks=(block,))})
    other = OldPortal(add_portal("http://khac.test/", slug="khac"), source.root)
    there = make_draft("tin", identities=("url:http://khac.test/tin",), url="http://khac.test/tin")
    other.take({"http://khac.test/tin": there})
    assert link_items(other.portal) == {"filled": 1}
    assert "linktype" in source.page("a").body[0].value.source


def test_images_and_files_come_into_the_library_once(source: OldPortal) -> None:
    draft = with_image(make_draft("a"), "http://portal.test/a.png", alt="Upload", caption="Chợ")
    draft = with_image(draft, "http://portal.test/b.png", alt="Cầu")
    file = FileRef(src="http://portal.test/ke-hoach.pdf", name="Kế hoạch")
    answers = {"a": make_draft("a", blocks=draft.blocks, images=draft.images, files=(file,))}
    source.take(answers)
    wanted = {pending.url for pending in missing_assets(source.portal)}
    assert wanted == {"http://portal.test/" + name for name in ("a.png", "b.png", "ke-hoach.pdf")}
    source.crawl({"a.png": png(), "b.png": png(), "ke-hoach.pdf": b"%PDF-1.4\n%"})
    assert import_assets(source.portal) == {"loaded": 3}
    assert import_assets(source.portal) == {}
    assert PortalImage.objects.count() == PortalDocument.objects.count() == 1
    assert link_items(source.portal) == {"filled": 1}
    page = source.page("a")
    images = [block.value for block in page.body if block.block_type == "image"]
    assert [(value["alt"], value["caption"]) for value in images] == [("", "Chợ"), ("Cầu", "")]
    image = PortalImage.objects.get()
    assert {value["image"] for value in images} == {image}
    assert (image.width, image.height, image.portal) == (4, 3, source.portal)
    assert image.collection.name == "Can Lộc"
    assert page.body[-1].value["document"] == PortalDocument.objects.get()
    assert source.row("a.png").state == "loaded"
    assert page.revisions.count() == 1


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><p>login", b"MZ\x90\x00" + b"\0" * 200, b"", b"<svg onload='x'/>"]
)
def test_content_that_is_no_image_or_file_is_missing(source: OldPortal, content: bytes) -> None:
    source.take({"a": with_image(make_draft("a"), "http://portal.test/a.png")})
    source.crawl({"a.png": content})
    import_assets(source.portal)
    asset = Asset.objects.get()
    assert asset.image is None
    if asset.state == AssetState.MISSING:
        assert (asset.reason, bool(asset.detail)) == ("invalid_file", True)
    else:
        assert asset.document is not None


def test_an_image_that_no_item_shows_is_left_out(source: OldPortal) -> None:
    source.links["http://portal.test/a"] = [link("banner.jpg", kind=PageKind.ASSET)]
    source.take({"a": make_draft("a")})
    settle(source.portal)
    assert (source.row("banner.jpg").state, source.row("banner.jpg").reason) == (
        "excluded",
        "unused_file",
    )
    source.take({"b": with_image(make_draft("b"), "http://portal.test/banner.jpg")})
    assert [pending.url for pending in missing_assets(source.portal)] == [
        "http://portal.test/banner.jpg"
    ]


@pytest.mark.parametrize(
    ("media_type", "content", "state"),
    [
        ("application/vnd.ms-excel", b"<html><table><tr><td>1</td></tr></table>", "loaded"),
        ("text/html", b"<html><table><tr><td>1</td></tr></table>", "missing"),
        ("application/vnd.ms-excel", b"<html>Not found</html>", "missing"),
    ],
)
def test_a_sheet_saved_as_a_web_page_is_a_file(
    source: OldPortal, media_type: str, content: bytes, state: str
) -> None:
    file = FileRef(src="http://portal.test/so-lieu.xls", name="Số liệu")
    source.take({"a": make_draft("a", files=(file,))})
    source.crawl({"so-lieu.xls": content})
    SourceUrl.objects.filter(pk=source.row("so-lieu.xls").pk).update(media_type=media_type)
    import_assets(source.portal)
    assert Asset.objects.get().state == state
