"""Put in order what a killed crawl left: whole fetches become a segment, the torn tail a file.

What was closed, but did not come to its storage, is sent there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from scrapers.archive.read import intact_end
from scrapers.archive.store import OPEN, TORN, Folder, publish, store_of
from scrapers.archive.write import Segment


def recover(root: Path | str, slug: str) -> tuple[Segment, ...]:
    """Turn each ``.open`` leftover into a closed segment of its intact fetches.

    What follows the last intact fetch is kept beside it as ``<name>.torn``, for the eye only: the
    addresses in it count as not fetched. Running it again after a crash in the middle is safe. Call
    it under the portal's lock, or while no crawl of the portal can run.
    """
    store = store_of(root)
    found = [_measured(store.local, name) for name in store.unkept(slug)]
    for path in store.local.leftovers(slug):
        if segment := _recover_one(path, slug):
            found.append(segment)
    for segment in found:
        store.keep(segment.name)
    return tuple(found)


def _measured(folder: Folder, name: str) -> Segment:
    with folder.open(name) as file:
        count, end = intact_end(file, name)
    return Segment(name=name, records=count, size_bytes=end)


def _recover_one(path: Path, slug: str) -> Segment | None:
    final = path.with_name(path.name.removesuffix(OPEN))
    with path.open("r+b") as file:
        count, end = intact_end(file, f"{slug}/{final.name}")
        size = file.seek(0, 2)
        if end < size:
            torn = final.with_name(final.name + TORN)
            with torn.open("wb") as tail:
                file.seek(end)
                shutil.copyfileobj(file, tail)
            file.truncate(end)
        if not count:
            path.unlink()
            return None
        file.seek(0, 2)
        publish(file, path, final)
    return Segment(name=f"{slug}/{final.name}", records=count, size_bytes=end)
