"""What `make run` accepts, and what it says to what it does not."""

import pytest

from worker.supervisor.options import RunOptions, StartError, parse_options


def test_without_variables_the_sample_portal_is_harvested_and_served() -> None:
    assert parse_options({}) == RunOptions(portal="", limit=0, serve=True, port=8000, sample_seed=0)


def test_all_variables_are_read() -> None:
    raw = {
        "PORTAL": " https://huyen.example.vn/ ",
        "LIMIT": "100",
        "SERVE": "0",
        "PORT": "8080",
        "SAMPLE_SEED": "7",
    }
    assert parse_options(raw) == RunOptions(
        portal="https://huyen.example.vn/", limit=100, serve=False, port=8080, sample_seed=7
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"PORTAL": "huyen.example.vn"}, "PORTAL=huyen.example.vn: not the address"),
        ({"PORTAL": "ftp://huyen.example.vn/"}, "PORTAL=ftp://huyen.example.vn/: not"),
        ({"PORTAL": "http://"}, "PORTAL=http://: not the address"),
        ({"PORTAL": "http://a b/"}, "PORTAL=http://a b/: not the address"),
        ({"PORTAL": "http://h:99999/"}, "PORTAL=http://h:99999/: not the address"),
        ({"LIMIT": "-1"}, "LIMIT=-1: expected a whole number"),
        ({"LIMIT": "many"}, "LIMIT=many: expected a whole number"),
        ({"PORT": "0"}, "PORT=0: expected a whole number from 1 to 65535"),
        ({"PORT": "65536"}, "PORT=65536: expected"),
        ({"SERVE": "maybe"}, "SERVE=maybe: expected 1 or 0"),
        ({"SAMPLE_SEED": "x"}, "SAMPLE_SEED=x: expected a whole number"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(raw: dict[str, str], said: str) -> None:
    with pytest.raises(StartError) as caught:
        parse_options(raw)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
