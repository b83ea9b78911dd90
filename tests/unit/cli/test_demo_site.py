"""The demo's cluster is the one in examples/, and a demo never removes a folder that it did not make."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilth.kernel.errors import FileError, OptionError
from tilth_cli.demo import MARK, _forget
from tilth_site.demonstration.cluster import read

ROOT = Path(__file__).resolve().parents[3]


def test_the_example_that_is_loaded_is_the_one_that_is_shown() -> None:
    shown = (ROOT / "examples/zhangjiang/CLUSTER.toml").read_text()
    assert shown == (ROOT / "src/tilth_site/demonstration/cluster.toml").read_text()
    assert (ROOT / "examples/cidar/DESIGN.toml").read_text() in shown
    assert read().request


def test_the_site_of_an_earlier_demo_is_removed(tmp_path: Path) -> None:
    home = tmp_path / "site"
    home.mkdir()
    (home / MARK).touch()
    _forget(home)
    assert not home.exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(OptionError) as caught:
        _forget(tmp_path)
    assert caught.value.code == "demo.folder"
    assert (tmp_path / "thesis.tex").exists()


def test_a_cluster_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "CLUSTER.toml"
    file.write_text("[[organisation]]\nkey = 1\n")
    with pytest.raises(FileError) as caught:
        read(file)
    assert str(file) in str(caught.value)
