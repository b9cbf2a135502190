"""What the README shows is so: its example is run, and so is every command in it."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data_folder import environment_of, make_data_folder
from tests.scrapers.portal_server import Portal, article, links, page, serving

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN_ELSEWHERE = {
    "make run": "tests/end_to_end",
    "make test": "CI",
    "make check": "every commit",
}
PORTAL = "http://canloc.hatinh.gov.vn/"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


def run(command: str, *, var: Path, page: str = "") -> subprocess.CompletedProcess[str]:
    words = shlex.split(command.partition(" < ")[0])
    assert words[0] == ".venv/bin/python"
    return subprocess.run(
        [sys.executable, *words[1:]],
        cwd=ROOT,
        env=environment_of(var),
        input=page,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) < 120


def test_the_messy_page_becomes_the_json_beside_it(tmp_path: Path) -> None:
    (page,), (shown,) = blocks("html"), blocks("json")
    (command,) = [command for command in commands() if "-m ingest" in command]
    answer = run(command, var=tmp_path, page=page)
    got = json.loads(answer.stdout)
    assert {key: got[key] for key in json.loads(shown)} == json.loads(shown)
    assert "59 người" not in got["text"]
    assert {"59 người đã bình chọn", "Online: 92"} <= {gone["text"] for gone in got["removals"]}


def test_every_make_command_is_a_target_that_is_run_elsewhere() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {command for command in commands() if command.startswith("make ")}
    assert named == set(RUN_ELSEWHERE)
    assert {command.split()[1] for command in named} <= targets


@pytest.mark.slow
def test_the_three_lines_that_add_a_portal_work(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    lines = [command for command in commands() if "manage.py portal" in command]
    assert len(lines) == 3
    var = make_data_folder(tmp_path_factory, tmp_path / "var")
    routes = {f"/tin-{number}.html": article(number) for number in range(1, 6)}
    with serving(Portal({"/": page("Huyện", links(*routes)), **routes})) as portal:
        for line in lines:
            answer = run(line.replace(PORTAL, portal.home), var=var)
            assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "can-loc" in answer.stdout


def test_every_file_that_it_points_to_exists() -> None:
    for name in re.findall(r"`((?:docs/)?[\w.-]+\.md|LICENSE|docs/decisions/)`", README):
        assert (ROOT / name).exists(), name
