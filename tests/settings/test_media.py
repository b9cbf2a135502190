"""Who gives out the images: the embedded server itself, in production something better."""

import subprocess
import sys
from pathlib import Path

from tests.data_folder import ROOT, environment_of

CODE = """
import django; django.setup()
from django.test import Client
answer = Client().get("/media/original_images/a.txt")
print(answer.status_code, b"".join(answer.streaming_content) if answer.streaming else b"")
"""


def test_the_embedded_server_gives_out_media(tmp_path: Path) -> None:
    folder = tmp_path / "media" / "original_images"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("pixels", encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=environment_of(tmp_path, DJANGO_SETTINGS_MODULE="settings.dev"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip().endswith("200 b'pixels'"), answer.stderr
