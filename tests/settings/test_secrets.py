from pathlib import Path

from settings.secrets import load_or_make_secret_key


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret-key"
    key = load_or_make_secret_key(path)
    assert len(key) > 50
    assert load_or_make_secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [path] == list(path.parent.iterdir())
