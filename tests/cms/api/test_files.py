"""Images in closed sizes, attachments with ranges, neither where a collection is private."""

import pytest
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from cms.articles.models import PortalDocument
from tests.cms.pages import Site


@pytest.fixture
def file(site: Site) -> PortalDocument:
    return site.file("Quyết định", content=b"0123456789")


def content(client: Client, file: PortalDocument, **headers: str) -> tuple[int, bytes]:
    answer = client.get(f"/api/v1/files/{file.pk}/content", headers=headers)
    return answer.status_code, b"".join(answer) if answer.streaming else answer.content


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_image_names_its_sizes_and_makes_them_when_asked(site: Site, client: Client) -> None:
    image = site.image()
    shown = client.get(f"/api/v1/images/{image.pk}/").json()
    assert (shown["width"], shown["height"], shown["focal_point"]) == (64, 48, None)
    assert image.renditions.count() == 0
    made = client.get(shown["renditions"]["w200"])
    assert made.status_code == 302
    assert made.headers["Location"].endswith(".webp")
    assert image.renditions.count() == 1


def test_no_other_size_is_made(site: Site, client: Client) -> None:
    image = site.image()
    assert client.get(f"/api/v1/images/{image.pk}/w201/").status_code == 422
    assert image.renditions.count() == 0


def test_renditions_are_shown_in_items_on_request(site: Site, client: Client) -> None:
    site.item(body=[("image", {"image": site.image()})])
    asked = client.get("/api/v1/articles/?expand=renditions").json()["items"][0]
    assert asked["images"][0]["renditions"]["w400"].startswith("http://cms.test/api/v1/images/")
    assert "renditions" not in client.get("/api/v1/articles/").json()["items"][0]["images"][0]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=4-", 206, b"456789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("bytes=-", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_parts_of_a_file_are_sent(
    client: Client, file: PortalDocument, asked: str, status: int, part: bytes
) -> None:
    assert content(client, file, range=asked) == (status, part)


def test_a_part_beyond_the_end_is_refused(client: Client, file: PortalDocument) -> None:
    answer = client.get(f"/api/v1/files/{file.pk}/content", headers={"range": "bytes=10-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */10")


def test_a_part_of_another_version_is_the_whole(client: Client, file: PortalDocument) -> None:
    assert content(client, file, **{"range": "bytes=0-3", "if-range": '"other"'})[0] == 200


def test_a_file_is_never_run_by_the_browser(site: Site, client: Client) -> None:
    page = site.file("x")
    page.file.name = page.file.name.replace(".pdf", ".html")
    file = client.get(f"/api/v1/files/{page.pk}/content")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    file.close()


def test_head_of_a_file_tells_its_size(client: Client, file: PortalDocument) -> None:
    answer = client.head(f"/api/v1/files/{file.pk}/content")
    assert (answer.headers["Content-Length"], b"".join(answer)) == ("10", b"")


def test_what_lies_in_a_private_collection_is_not_handed_out(site: Site, client: Client) -> None:
    secret = Collection.get_first_root_node().add_child(name="Mật")
    image, file = site.image(collection=secret), site.file(collection=secret)
    CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    paths = [f"images/{image.pk}/", f"images/{image.pk}/w200/"]
    paths += [f"files/{file.pk}/", f"files/{file.pk}/content"]
    assert [client.get(f"/api/v1/{path}").status_code for path in paths] == [404] * 4
