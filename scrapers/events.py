"""What a crawl says on its way: a JSON object a line on stdout. The archive says it all again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TextIO

Event = dict[str, object]
Emit = Callable[[Event], None]


def emitter(stream: TextIO) -> Emit:
    """Write events to ``stream``; a reader that went away does not end the crawl."""

    def emit(event: Event) -> None:
        try:
            stream.write(json.dumps(event, ensure_ascii=False) + "\n")
            stream.flush()
        except BrokenPipeError:
            # The crawl outlives whoever started it: what it fetches is in the archive all the same.
            return

    return emit
