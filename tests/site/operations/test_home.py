"""The home: made once, private, and refused in one sentence where it cannot be made."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from tilth.kernel.errors import FileError
from tilth_site.operations.home import make_home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_and_its_key_are_private(tmp_path: Path) -> None:
    make_home(tmp_path / "a" / "home")
    assert mode(tmp_path / "a" / "home") == 0o700
    assert mode(tmp_path / "a" / "home" / "secret-key") == 0o600


def test_the_key_is_long_and_made_once(tmp_path: Path) -> None:
    make_home(tmp_path)
    key = (tmp_path / "secret-key").read_text()
    assert len(key.strip()) >= 64
    make_home(tmp_path)
    assert (tmp_path / "secret-key").read_text() == key
    assert {path.name for path in tmp_path.iterdir()} == {"secret-key", "static"}


def test_of_many_that_make_the_key_at_once_one_wins(tmp_path: Path) -> None:
    threads = [threading.Thread(target=make_home, args=(tmp_path,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {path.name for path in tmp_path.iterdir()} == {"secret-key", "static"}


def test_a_folder_that_holds_something_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "mine").touch()
    make_home(tmp_path)
    assert mode(tmp_path) == 0o755


def test_an_empty_folder_becomes_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_home(tmp_path)
    assert mode(tmp_path) == 0o700


@pytest.mark.parametrize("home", ["file", "file/home", "/proc/tilth-home"])
def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError) as refused:
        make_home(tmp_path / home)
    assert str(tmp_path / home) in refused.value.file
