"""The OpenAPI document is kept to, whatever is asked: schemathesis with all its checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data_folder import ROOT, environment_of, make_data_folder
from tests.fronted import gunicorn
from worker.supervisor.programs import free_port

EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "20")
"""Of each operation; 200 take about half an hour."""
FILL = """
import django
django.setup()
from cms.api.models import Scope
from cms.api.tokens import make_token
from cms.articles.models import DocumentPage
from tests.cms.pages import Site
site = Site()
image, file = site.image(), site.file()
body = [("paragraph", "<p>Nội dung</p>"), ("image", {"image": image}), ("file", {"document": file})]
site.item("Bầu cử", body=body, tags=("bầu cử",))
site.item("Không ngày", at=None, legal_references=[{"type": "Luật", "number": "436/QĐ-UBND"}])
site.item("Quyết định", model=DocumentPage, number="436/QĐ-UBND")
site.item("Bản nháp", publish=False)
print(make_token("all", list(Scope)))
"""


@pytest.mark.acceptance
def test_answers_are_as_the_document_says(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    var = make_data_folder(tmp_path_factory, tmp_path / "var")
    environment = {**environment_of(var), "DJANGO_SETTINGS_MODULE": "settings.dev"}
    fill = (sys.executable, "-c", FILL)
    filled = subprocess.run(
        fill, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    port = free_port()
    program = Path(sys.executable).with_name("schemathesis")
    with gunicorn(environment, port=port) as address:
        ran = subprocess.run(
            (
                *(str(program), "run", f"{address}/api/v1/openapi.json"),
                *("--checks", "all", "--max-examples", EXAMPLES, "--seed", "1"),
                *("--header", f"Authorization: Bearer {filled.stdout.strip()}"),
                *("--phases", "examples,coverage,fuzzing", "--no-color"),
                *("--generation-database", "none"),
            ),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-12_000:]
