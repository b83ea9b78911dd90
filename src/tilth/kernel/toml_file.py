"""A TOML file as a typed value, and whatever is wrong with it as one FileError: file, line, entry and mend.

msgspec checks the kinds and names the entry at fault by its path (``item[2].price``). This module says the path as
people count ("item 3, price") and finds the line on which the entry stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from tilth.kernel.errors import FileError, TilthError

__all__ = ["TomlFile", "located", "parse_toml"]

T = TypeVar("T")

_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[\w-]+)\s*(?P<below>\.[\w.\s-]*)?\]\]?\s*(#.*)?")


def parse_toml(text: str, *, file: str, code: str = "toml.unreadable") -> dict[str, object]:
    """The table that ``text`` spells. Raises FileError ``code`` with the line where it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        words = re.sub(r" \(at .*\)$", "", str(error))
        raise FileError(
            code, f"This is not TOML: {words}.", file=file, line=line, mend="Mend that line."
        ) from error


def located(error: TilthError, code: str, *, file: str, text: str) -> FileError:
    """``error`` with its place: the file, and the first line of ``text`` where the entry at fault (``entry`` of
    its data) stands as a key, as a quoted name or as a header.
    """
    entry = re.escape(str(error.data.get("entry") or ""))
    stands = re.compile(rf"""(^|[,{{]\s*){entry}\s*=|["']{entry}["']|\[{entry}\]""")
    lines = enumerate(text.splitlines(), 1)
    line = next((at for at, words in lines if stands.search(words.strip())), None) if entry else None
    return FileError(code, error.message, file=file, line=line, mend=error.mend)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One kind of TOML file. ``code`` begins the codes of its errors (``CODE.toml``, ``CODE.invalid``), ``whole``
    is what the file is called ("The floor"), ``mends`` say by key what may stand there, ``example`` where to look.
    """

    code: str
    whole: str
    example: str
    mends: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str, kind: type[T], *, file: str) -> T:
        """``text`` as a value of ``kind``. Raises FileError at the first entry that is wrong. O(length)."""
        table = parse_toml(text, file=file, code=f"{self.code}.toml")
        try:
            return msgspec.convert(table, kind)
        except msgspec.ValidationError as error:
            explanation, _, place = str(error).partition(" - at ")
            # A key that may not stand there is "`key` in `$.item`".
            path = place.removeprefix("`key` in ").strip("`").removeprefix("$").lstrip(".")
            raise self.fault(text, path, explanation, file=file) from error

    def fault(self, text: str, path: str, explanation: str, *, file: str) -> FileError:
        """The error for the entry at ``path`` (``item[2].steps[0].price``, counted from 0; empty: the file)."""
        named = re.search(r"unknown field `(.+)`", explanation)
        words = [word for word in [*path.replace("[...]", "").split("."), named[1] if named else ""] if word]
        place = ", ".join(re.sub(r"\[(\d+)\]", lambda at: f" {int(at[1]) + 1}", word) for word in words)
        mend = self.mends.get(_key(words[-1]), self.example) if words else self.example
        message = f"{place or self.whole}: {_plain(explanation)}."
        return FileError(f"{self.code}.invalid", message, file=file, line=_line_of(text, words), mend=mend)


def _plain(explanation: str) -> str:
    """The words of msgspec, plainer where they would show a pattern, a norm, or a null that TOML has not."""
    words = re.sub(r"Expected `str` matching regex .*", "the text is not spelt as it must be", explanation)
    words = re.sub(r"Invalid RFC3339 encoded (\w+)", r"this is no \1", words)
    return (words[0].lower() + words[1:]).replace(" | null`", "`")


def _key(word: str) -> str:
    return word.partition("[")[0]


def _number(word: str) -> int:
    """Which of several a word means, from 0."""
    found = re.search(r"\[(\d+)\]", word)
    return int(found[1]) if found else 0


def _line_of(text: str, words: Sequence[str]) -> int | None:
    """The 1-based line where the last of ``words`` is set within the table that the first names; else the line of
    that table's header, or None.
    """
    if not words:
        return None
    lines = ["" if line.lstrip().startswith("#") else line for line in text.splitlines()]
    header, end = _table(lines, words[0])
    sets = re.compile(rf"""(^|[\s,{{])["']?{re.escape(_key(words[-1]))}["']?\s*=""")
    found = [at for at in range(header or 0, end) for _ in sets.findall(lines[at])]
    inner = next((_number(word) for word in words[1:-1] if "[" in word), 0)
    at = found[inner] if inner < len(found) else header
    return None if at is None else at + 1


def _table(lines: Sequence[str], word: str) -> tuple[int | None, int]:
    """The header of the table that ``word`` (``item[2]``) names, and the line behind it; where there is no such
    header, None and the first header of all. A header below it, ``[item.more]``, belongs to it.
    """
    heads = [(at, found) for at, line in enumerate(lines) if (found := _HEADER.fullmatch(line))]
    alike = [(at, head) for at, head in heads if head["name"] == _key(word)]
    named = [at for at, head in alike if not head["below"]] or [at for at, _ in alike]
    header = named[_number(word)] if _number(word) < len(named) else None
    start = -1 if header is None else header
    ends = (at for at, head in heads if at > start and (head["name"] != _key(word) or not head["below"]))
    return header, next(ends, len(lines))
