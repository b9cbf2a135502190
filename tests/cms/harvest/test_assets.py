"""Many images and files at once end as each by itself would, and nothing is lost between steps."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from cms.articles.models import PortalDocument, PortalImage
from cms.harvest import assets
from cms.harvest.assets import import_assets
from cms.harvest.models import Asset, SourceUrl, Suppression
from ingest.types import FileRef

from .conftest import HOME, OldPortal, make_draft, with_image
from .test_linking import png

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%"


def fetch(source: OldPortal, images: int = 1) -> None:
    """Crawl an item with images of different contents, and a file."""
    draft = make_draft("a")
    colors = {f"{number}.png": png(f"#0000{number:02x}") for number in range(images)}
    for name in colors:
        draft = with_image(draft, f"{HOME}/{name}")
    file = FileRef(src=f"{HOME}/ke-hoach.pdf", name="Kế hoạch")
    source.take({"a": make_draft("a", blocks=draft.blocks, images=draft.images, files=(file,))})
    source.crawl({**colors, "ke-hoach.pdf": PDF})


def stored() -> list[str]:
    folder = "documents"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def while_read(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen between the reading of a file and the writing of its rows."""
    read = assets.read_file

    def reading(row: SourceUrl, file: BinaryIO) -> assets.Payload:
        payload = read(row, file)
        happens()
        return payload

    monkeypatch.setattr(assets, "read_file", reading)


def test_records_are_indexed_as_saving_them_would(source: OldPortal) -> None:
    fetch(source)
    import_assets(source.portal)

    def indexed(record: PortalImage | PortalDocument) -> tuple[object, object]:
        kind = ContentType.objects.get_for_model(record)
        entries = IndexEntry.objects.filter(content_type=kind, object_id=str(record.pk))
        fields = ("content_type", "base_content_type", "to_content_type", "to_object_id")
        paths = ("model_path", "content_path", "content_path_hash")
        references = ReferenceIndex.get_references_for_object(record)
        told = list(entries.values_list("title", "body", "autocomplete", "title_norm"))
        return told, set(references.values_list(*fields, *paths))

    for record in (PortalImage.objects.get(), PortalDocument.objects.get()):
        bulk = indexed(record)
        assert all(bulk)
        record.save()
        assert indexed(record) == bulk


def test_a_file_taken_down_while_it_is_read_is_kept_nowhere(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(source, images=0)
    before = stored()
    barred = hashlib.sha256(PDF).hexdigest()
    while_read(
        monkeypatch,
        lambda: Suppression.objects.create(portal=source.portal, address=HOME, files=[barred]),
    )
    assert import_assets(source.portal) == {"missing": 1}
    assert Asset.objects.get().reason == source.row("ke-hoach.pdf").reason == "suppressed"
    assert not PortalDocument.objects.exists()
    assert stored() == before


def test_a_file_fetched_anew_while_it_is_read_waits(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(source, images=0)
    before = len(stored())
    with monkeypatch.context() as patch:
        while_read(patch, lambda: source.crawl({"ke-hoach.pdf": PDF + b"2"}))
        assert import_assets(source.portal) == {}
    assert source.row("ke-hoach.pdf").state == "fetched"
    assert import_assets(source.portal) == {"loaded": 1}
    assert PortalDocument.objects.get().file.read() == PDF + b"2"
    assert len(stored()) == before + 1


def test_an_image_more_costs_one_query(source: OldPortal) -> None:
    fetch(source, images=12)
    few, many = (Asset.objects.order_by("pk").values_list("pk", flat=True)[part] for part in (
        slice(0, 2),
        slice(2, 12),
    ))  # fmt: skip
    counts = []
    for ids in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert import_assets(source.portal, ids) == {"loaded": len(ids)}
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 8
