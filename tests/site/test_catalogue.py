"""Every sentence that a page can say has its Chinese, and what is compiled is what was written."""

from __future__ import annotations

import gettext
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("tilth_site/locale/zh_Hans/LC_MESSAGES")
WRITTEN = ROOT / "src" / FOLDER / "django.po"

pytestmark = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="no xgettext here (Debian: apt-get install gettext)"
)


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools/catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(po: Path, tmp_path: Path) -> dict[str, str]:
    """The translations in ``po`` by sentence (with its context, as gettext joins them)."""
    compiled = tmp_path / f"{po.parent.name}.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", compiled, po], check=True)
    with compiled.open("rb") as file:
        return {str(key): text for key, text in gettext.GNUTranslations(file)._catalog.items()}


def test_every_sentence_of_the_code_is_in_the_catalogue(tool, tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    tool.gather(source)
    fresh = source / FOLDER / "django.po"
    # Fails where the hand-written catalogue lacks a sentence, leaves one untranslated, or keeps one as fuzzy.
    compared = subprocess.run(["msgcmp", WRITTEN, fresh], capture_output=True, text=True, check=False)
    assert compared.returncode == 0, f"run `make catalogue`, and translate:\n{compared.stderr}"


def test_a_sentence_has_the_same_places_in_both_languages(tmp_path: Path) -> None:
    places = re.compile(r"\{\w*\}|%\(\w+\)[sd]")
    for english, chinese in read(WRITTEN, tmp_path).items():
        if english and not english.startswith("('"):  # a plural, whose singular may leave its number out
            assert set(places.findall(english)) == set(places.findall(chinese)), english


def test_what_is_compiled_is_what_was_written(tmp_path: Path) -> None:
    with WRITTEN.with_suffix(".mo").open("rb") as file:
        compiled = {str(key): text for key, text in gettext.GNUTranslations(file)._catalog.items()}
    assert compiled == read(WRITTEN, tmp_path), "run `make catalogue`"


def test_the_tool_finds_the_sentences_of_the_engine(tool) -> None:
    phrases = tool.engine_phrases(ROOT / "src")
    assert "The design has no files." in phrases
    assert "Ventures in the incubator" in phrases
