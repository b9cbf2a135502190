"""A poison item fails alone."""

import os
import signal

from ingest.batch import run_items


def test_items_come_in_order() -> None:
    assert list(run_items(3, lambda item: f"line {item}")) == ["line 0", "line 1", "line 2"]


def test_an_item_that_kills_its_process_is_one_missing_line() -> None:
    def work(item: int) -> str:
        if item == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return str(item)

    assert list(run_items(3, work)) == ["0", None, "2"]


def test_an_item_that_wants_all_memory_is_one_missing_line() -> None:
    def work(item: int) -> str:
        return str(item) if item else str(len(bytearray(8 * 1024**3)))

    assert list(run_items(2, work)) == [None, "1"]
