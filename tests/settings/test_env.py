import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from settings.env import SOCKET_PATH_BYTES, VAR, archive_url, broker_socket


def test_the_broker_listens_in_its_data_folder() -> None:
    assert broker_socket(Path("/data/var")) == Path("/data/var/broker/valkey.sock")


def test_a_long_data_folder_has_a_short_socket_of_its_own() -> None:
    long = Path("/" + "thư-mục-dữ-liệu/" * 9)
    made = broker_socket(long)
    assert len(os.fsencode(made)) <= SOCKET_PATH_BYTES
    assert made == broker_socket(long)
    assert made != broker_socket(long / "2")


def test_an_archive_in_storage_has_its_folder_in_the_data_folder() -> None:
    address = archive_url("s3://bucket/archive")
    assert parse_qs(urlsplit(address).query) == {"spool": [str(VAR / "archive")]}
    for own in ("/srv/archive", "s3://bucket/archive?spool=/fast"):
        assert archive_url(own) == own
