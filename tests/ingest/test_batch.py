"""A poison item fails alone."""

import os
import signal
from collections.abc import Callable

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


def test_an_item_that_kills_the_preparation_is_left_out_of_it() -> None:
    taken: list[int] = []

    def prepare(poison: frozenset[int], take: Callable[[int], None]) -> None:
        for item in range(4):
            if item not in poison:
                take(item)
                if item in (1, 2):
                    os.kill(os.getpid(), signal.SIGKILL)
                taken.append(item)

    assert list(run_items(2, lambda item: f"{item}: {taken}", prepare=prepare)) == [
        "0: [0, 3]",
        "1: [0, 3]",
    ]


def test_an_item_that_kills_work_after_the_preparation_is_one_missing_line() -> None:
    def work(item: int) -> str:
        if item == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return str(item)

    assert list(run_items(2, work, prepare=lambda _, take: take(7))) == [None, "1"]


def test_a_preparation_that_always_dies_costs_every_line_and_ends() -> None:
    def prepare(poison: frozenset[int], take: Callable[[int], None]) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    assert list(run_items(2, str, prepare=prepare)) == [None, None]
