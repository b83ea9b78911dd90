"""Gather every sentence that a page can say, and compile the translations: ``make catalogue``.

Django's makemessages (xgettext of Debian's package gettext) finds what templates and Python mark. Refusals are
written in the engine, which knows no translation; they are found here, by reading the code: in a module that
refuses, every sentence is one that a page may show. Words of the default price list come from its file.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
PHRASES = "_phrases_of_the_engine.py"
HEADER = """\
# Tilth in Simplified Chinese. Brought up to date by `make catalogue`; the sentences are written by hand.
msgid ""
msgstr ""
"Project-Id-Version: tilth\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n\""""


def gather(source: Path) -> None:
    """Bring ``source``/tilth_site/locale/…/django.po up to date with the code under ``source``."""
    site = source / "tilth_site"
    phrases = site / PHRASES
    lines = [f"gettext({phrase!r})" for phrase in sorted(engine_phrases(source))]
    phrases.write_text(
        "from django.utils.translation import gettext\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    try:
        _django(
            site, "makemessages", "--locale", LANGUAGE, "--no-obsolete", "--add-location", "never", "--no-wrap"
        )
    finally:
        phrases.unlink()
    catalogue = site / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    _, _, entries = catalogue.read_text(encoding="utf-8").partition("\n\n")
    catalogue.write_text(f"{HEADER}\n\n{entries}", encoding="utf-8")


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside the .po."""
    _django(source / "tilth_site", "compilemessages", "--locale", LANGUAGE)


def engine_phrases(source: Path) -> set[str]:
    """Sentences of refusals in the engine and the site, and what the default price list sells and to whom."""
    found = set(_price_words(source / "tilth/foundry/request/default_prices.toml"))
    for module in source.rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        if "tilth.kernel.refusal import" in text:
            found.update(_sentences(ast.parse(text)))
    return found


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Strings that read as a sentence, docstrings apart; a string that a call marks for itself is found by
    Django.
    """
    statements = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    skipped = {id(value) for value in statements if isinstance(value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in ast.walk(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            text = node.value
            if " " in text and text[0] in "{ABCDEFGHIJKLMNOPQRSTUVWXYZ" and text.endswith((".", "}", ":")):
                yield text


def _price_words(file: Path) -> Iterator[str]:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    for entry in (*table.get("class", []), *table.get("item", [])):
        yield entry["what"]


def _django(folder: Path, *words: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": ""}
    environment.pop("DJANGO_SETTINGS_MODULE")
    command = [sys.executable, "-m", "django", *words]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    gather(ROOT / "src")
    compile_catalogue(ROOT / "src")
