"""Ids of blocks that stay while the block's content and its rank among equals stay."""

from __future__ import annotations

import hashlib

from ingest.vocabulary import BlockKind


class BlockIds:
    """Numbers the blocks of one body, in reading order."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def next(self, kind: BlockKind, content: str) -> str:
        """Give the id of the next block: ``content`` is its source address or its folded text."""
        key = f"{kind}:{content}"
        rank = self._seen[key] = self._seen.get(key, -1) + 1
        digest = hashlib.blake2b(f"{key}:{rank}".encode("utf-8", "replace"), digest_size=6)
        return digest.hexdigest()
