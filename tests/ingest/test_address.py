from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.address import canonical_url, find_view, identities, loose_key, normal_url

SEGMENTS = st.lists(
    st.text(alphabet="abcXYZ019-_.~ ạêđ%+&;=()", min_size=1, max_size=8), max_size=4
)


@given(SEGMENTS, st.dictionaries(st.text(alphabet="abz_ê", min_size=1), st.text(alphabet="aạ +&")))
def test_bringing_an_address_to_one_form_twice_changes_nothing(
    segments: list[str], query: dict[str, str]
) -> None:
    path = "/".join(segments)
    pairs = "&".join(f"{quote(key)}={quote(value)}" for key, value in query.items())
    once = canonical_url(f"http://Portal.test/{path}?{pairs}")
    assert canonical_url(once) == once
    assert loose_key(once) == loose_key(f"https://www.portal.test:443/{path}/?{pairs}")


@pytest.mark.parametrize(
    "variant",
    [
        "HTTP://Portal.TEST:80/Tin/B%C3%A0i?a=1&b=2",
        "http://portal.test/Tin//./x/../B%c3%a0i?b=2&a=1",
        "http://user@portal.test/Tin/Bài/?b=2&a=1#top",
        "http://portal.test/index.php/Tin/Ba\u0300i?b=2&utm_source=x&a=1&fbclid=y",
        "http://portal.test./Tin/Bài;jsessionid=1A2B?a=1&amp;b=2&PHPSESSID=3",
        "http://portal.test/(S(abc123))/Tin/Bài?a=1&b=2",
        " http://portal.test/Tin/B\tài?a=1&b=2\n",
    ],
)
def test_variants_of_an_address_are_equal(variant: str) -> None:
    assert canonical_url(variant) == "http://portal.test/Tin/B%C3%A0i?a=1&b=2"


def test_the_case_of_a_path_is_kept_but_not_for_looking_up() -> None:
    assert canonical_url("http://a.test/Tin") != canonical_url("http://a.test/tin")
    assert loose_key("https://www.a.test/Tin/?B=1&a=X") == loose_key("http://a.test/tin?a=x&b=1")


@pytest.mark.parametrize(
    "url",
    ["", "portal.test", "ftp://a.test/", "http://", "http://a:x/", "http://[::1", "mailto:a@b.test",
     "http://a b/", "javascript:void(0)"],
)  # fmt: skip
def test_what_is_no_address_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="no http address"):
        canonical_url(url)


def test_the_print_view_is_the_same_item() -> None:
    own = "https://a.test/vi/news/kinh-te/ra-quan-58.html"
    for view in ("print", "savefile"):
        other = f"https://a.test/vi/news/{view}/kinh-te/ra-quan-58.html"
        assert identities(other, platform="nukeviet") == identities(own, platform="nukeviet")
        assert normal_url(other, platform="nukeviet") == own
    assert identities(own, platform="nukeviet")[:2] == ("nukeviet:news:58", f"url:{own}")


def test_an_https_address_is_also_known_by_its_http_form() -> None:
    assert identities("https://a.test/tin") == ("url:https://a.test/tin", "url:http://a.test/tin")
    assert set(identities("http://a.test/tin")) < set(identities("https://a.test/tin"))


@pytest.mark.parametrize(
    ("url", "view"),
    [
        ("http://a.test/vi/news/print/kinh-te/ra-quan-58.html", "print"),
        ("http://a.test/tin?id=1&print=1", "print"),
        ("http://a.test/UC/pPrintTinTuc.aspx?ItemID=1", "print"),
        ("http://a.test/vi/news/savefile/kinh-te/ra-quan-58.html", "save"),
        ("http://a.test/vi/news/sendmail/kinh-te/ra-quan-58.html", "share"),
        ("http://a.test/tin-tuc/blueprint-cho-nong-thon", ""),
        ("http://a.test/tin?id=1", ""),
    ],
)
def test_the_view_of_an_item_is_told(url: str, view: str) -> None:
    assert find_view(url, "nukeviet") == view
