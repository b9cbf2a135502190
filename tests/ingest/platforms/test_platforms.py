"""Every platform file is well formed and does what its forms say."""

import re

import pytest

from ingest.platforms import (
    AddressForms,
    Platform,
    UnknownPlatformError,
    load_platform,
    platform_names,
)
from ingest.platforms.recognition import recognise

# platform, address of an item, its identity's namespace and id
ITEMS = [
    ("nukeviet", "/vi/news/cai-cach/kiem-tra-cong-vu-58.html", ("nukeviet:news", "58")),
    ("nukeviet", "/index.php?language=vi&nv=laws&op=detail/so-12-qd-9", ("nukeviet:laws", "9")),
    ("nukeviet", "/vi/news/print/cai-cach/kiem-tra-58.html", ("nukeviet:news", "58")),
    ("nukeviet", "/vi/news/cai-cach/", None),
    ("wordpress", "/?p=204", ("wordpress:post", "204")),
    ("drupal7", "/node/88", ("drupal:node", "88")),
    ("drupal7", "/print/88", ("drupal:node", "88")),
    (
        "aspnet-portal",
        "/portal/pages/2023-01-30/Le-ra-quan-717.aspx",
        ("aspnet-portal:page", "717"),
    ),
    ("liferay", "/tin/-/asset_publisher/t2ZL/content/id/36440", ("liferay:asset", "36440")),
    ("sharepoint", "/Lists/TinTuc/View_Detail.aspx?ItemID=31", ("sharepoint:TinTuc", "31")),
    ("slug-id", "/tin-tuc-su-kien/hop-thuong-ky-thang-01-1042540", ("slug-id:item", "1042540")),
]

PAGES = [
    ("nukeviet", '<meta name="generator" content="NukeViet v4.5">', "/vi/news/a/b-1.html"),
    ("wordpress", '<link href="/wp-content/a.css"><script src="/wp-includes/a.js">', "/x/"),
    ("drupal7", '<meta name="Generator" content="Drupal 7 (http://drupal.org)">', "/node/1"),
    ("aspnet-portal", "<p>", "/portal/pages/2023-1-30/a-1.aspx"),
    ("liferay", "<script>Liferay.ThemeDisplay = {}</script>", "/web/guest"),
    ("sharepoint", '<meta name="GENERATOR" content="Microsoft SharePoint">', "/Pages/a.aspx"),
    ("slug-id", "<p>", "/tin-tuc/hop-thuong-ky-920730"),
    ("generic", "<p>xin chào</p>", "/bai-viet/12.html"),
]


def patterns(platform: Platform) -> list[str]:
    forms: AddressForms = platform.address
    found = [*forms.article, *forms.listing, *forms.deny, *forms.drop_query]
    found += [item.pattern for item in (*forms.native_id, *forms.print_view, *platform.crawl.flood)]
    found += [sign.pattern for sign in platform.fingerprint if sign.where != "html"]
    return found


@pytest.mark.parametrize("name", platform_names())
def test_every_pattern_compiles(name: str) -> None:
    for pattern in patterns(load_platform(name)):
        re.compile(pattern)


@pytest.mark.parametrize(("name", "address", "wanted"), ITEMS)
def test_an_address_gives_the_engines_own_key(
    name: str, address: str, wanted: tuple[str, str] | None
) -> None:
    found = None
    for native in load_platform(name).address.native_id:
        if match := re.search(native.pattern, address):
            names = match.groupdict()
            found = (native.namespace.format(module=names.get("module")), names["id"])
            break
    assert found == wanted


@pytest.mark.parametrize(("name", "html", "path"), PAGES)
def test_a_page_is_recognised_by_its_signs(name: str, html: str, path: str) -> None:
    platform, certainty = recognise(html, url=f"https://huyen.example.vn{path}")
    assert platform.name == name
    assert (certainty >= 0.5) is (name != "generic")


def test_a_print_view_leads_back_to_its_item() -> None:
    (view, *_) = load_platform("nukeviet").address.print_view
    assert re.sub(view.pattern, view.normal, "/vi/news/print/cai-cach/kiem-tra-58.html") == (
        "/vi/news/cai-cach/kiem-tra-58.html"
    )


def test_a_flood_block_states_its_wait() -> None:
    (first, *_) = load_platform("nukeviet").crawl.flood
    match = re.search(first.pattern, "Hãy đợi 59 giây trước khi tải lại trang")
    assert match
    assert match["wait"] == "59"


def test_a_name_without_a_file_is_refused() -> None:
    with pytest.raises(UnknownPlatformError, match="known are: aspnet-portal"):
        load_platform("geocities")
