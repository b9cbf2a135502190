"""The three-way merge of an item: base as last imported, ours the editor's, theirs the source's.

Pure: values of `ingest.types` in, values out; no database. Nothing is chosen silently: what both
sides changed in different ways is a `Conflict`, and there the merged draft keeps the editor's.
"""

from .drafts import merge
from .resolving import Side, resolve
from .result import Conflict, Merge, Speaker

__all__ = ["Conflict", "Merge", "Side", "Speaker", "merge", "resolve"]
