"""Who follows the change log has what the server has, whatever happened and in whatever order."""

import os
import random
import threading

import pytest
from django.db import connections
from django.db.utils import OperationalError
from django.test import Client
from pytest_django import Settings

from tests.cms.api.histories import Follower, History, state_of_the_server
from tests.cms.pages import Site

STEPS = 14


def follow_a_history(seed: int, client: Client) -> None:
    chance = random.Random(seed)
    history = History(Site(f"cong-{seed}"), chance)
    follower = Follower(client)
    for _ in range(STEPS):
        history.step()
        if chance.random() < 0.3:
            follower.follow()
    follower.follow()
    assert follower.copy == state_of_the_server(client)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.django_db
def test_a_follower_ends_with_the_servers_state(seed: int, client: Client) -> None:
    follow_a_history(seed, client)


@pytest.mark.acceptance
@pytest.mark.parametrize("seed", range(100, 400))
@pytest.mark.django_db
def test_a_follower_of_300_histories_ends_with_the_servers_state(seed: int, client: Client) -> None:
    follow_a_history(seed, client)


def write_in_parallel(histories: list[History], steps: int) -> None:
    """Let each history be written by a thread of its own, all over the same content."""

    def write(history: History) -> None:
        try:
            for _ in range(steps):
                try:
                    history.step()
                except OperationalError as error:
                    # Two editors move the same things in opposite order: one of them tries again.
                    if "deadlock" not in str(error):
                        raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(history,)) for history in histories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.acceptance
@pytest.mark.parametrize("seed", range(300))
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(
    not os.environ.get("TEST_DATABASE_URL"),
    reason="SQLite has one writer at a time: run python -m tests.postgres",
)
def test_no_commit_of_parallel_writers_is_missed(
    seed: int, client: Client, settings: Settings
) -> None:
    # Wagtail's own index updates all new titles at once: several publications in one transaction
    # beside others deadlock there, in stock Wagtail too.
    backend = {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
    settings.WAGTAILSEARCH_BACKENDS = {"default": backend}
    histories = [
        History(Site(f"cong-{seed}-{number}"), random.Random(f"{seed}/{number}"))
        for number in range(3)
    ]
    follower = Follower(client)
    done = threading.Event()

    def follow() -> None:
        try:
            while not done.is_set():
                follower.follow(limit=3)
        finally:
            connections.close_all()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        write_in_parallel(histories, 6)
    finally:
        done.set()
        thread.join()
    follower.follow()
    assert follower.copy == state_of_the_server(client)
