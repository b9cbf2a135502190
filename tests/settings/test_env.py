import os
from pathlib import Path

from settings.env import SOCKET_PATH_BYTES, broker_socket


def test_the_broker_listens_in_its_data_folder() -> None:
    assert broker_socket(Path("/data/var")) == Path("/data/var/broker/valkey.sock")


def test_a_long_data_folder_has_a_short_socket_of_its_own() -> None:
    long = Path("/" + "thư-mục-dữ-liệu/" * 9)
    made = broker_socket(long)
    assert len(os.fsencode(made)) <= SOCKET_PATH_BYTES
    assert made == broker_socket(long)
    assert made != broker_socket(long / "2")
