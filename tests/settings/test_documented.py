"""Every variable of the environment is described in docs/operations.md."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')


def test_every_variable_that_is_read_is_described() -> None:
    files = (ROOT / "settings").glob("*.py")
    read = {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}
    read |= {"PORTAL", "LIMIT", "SERVE", "PORT", "SAMPLE_SEED"}
    described = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in described} == set()
