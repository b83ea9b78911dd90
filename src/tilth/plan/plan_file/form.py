"""A table of a plan file, whose entries are asked for by name and by kind.

Nothing stops at the first fault: each is noted with its line, its path (``indicators[2].target``) and what would
mend it, a harmless value takes the place of what cannot be read, and reading goes on. So whoever writes a plan
sees all that is wrong with it at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, overload

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason
from tilth.plan.model import Words
from tilth.plan.plan_file.tree import Leaf, Listing, Table, Tree

__all__ = ["DATE", "NUMBER", "Findings", "Form", "day_of", "near", "number_of"]

NUMBER = r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?(?:\s?%)?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

_FAULTS = {
    "repeated": ("The entry {entry} was there already.", "Keep one."),
    "unknown": ("There is no entry {entry} here.", "Use {known}."),
    "misspelt": ("There is no entry {entry} here.", "Did you mean {meant}?"),
    "missing": ("The entry {entry} is missing; it must be {wanted}.", ""),
    "kind": ("The entry {entry} is not {wanted}.", ""),
    "word": ("The entry {entry} is not {wanted}.", "Did you mean {meant}?"),
    "item": ("This is no table of {known}.", "Write its entries one under the other."),
    "operator": (
        "A condition compares its fact once, and this one does so {times} times.",
        "Give one of {operators}.",
    ),
}
"""What each code says: what is wrong, and what would mend it where that is always the same."""

_MENDS = {
    "text": "Write a text, in quotes where it holds ': ' or ' #'.",
    "words": "Write a text, or {{en: ..., zh: ...}}.",
    "texts": "Write texts as [one, two].",
    "day": "Write a day that there is, such as 2025-12-31.",
    "number": "Write digits and at most one point, such as 12.5 or 15 %.",
    "whole": "Write digits only, such as 12.",
    "choice": "Write one of those words.",
    "form": "Indent its entries under it.",
    "forms": "Begin each of its items with '- '.",
}

Choice = TypeVar("Choice", bound=StrEnum)


def day_of(text: str) -> date | None:
    """The date that ``text`` spells as 2025-12-31, or None."""
    if re.fullmatch(DATE, text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> Decimal | None:
    """The number that ``text`` spells as 12.5 or 15 % (which is 0.15), or None."""
    if re.fullmatch(NUMBER, text) is None:
        return None
    return Decimal(text) if text[-1] != "%" else Decimal(text[:-1].strip()).scaleb(-2)


def near(name: str, known: Sequence[str], alike: float = 0.6) -> str:
    """The one of ``known`` that is most like ``name``, from ``alike`` (0 to 1) on, or an empty text."""
    found = difflib.get_close_matches(name.lower(), known, n=1, cutoff=alike)
    return found[0] if found else ""


class Findings:
    """What is noticed while ``file`` is read: every fault, and the line of every path."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Reason] = []
        self.lines: dict[str, int] = {}

    def note(self, code: str, path: str, line: int, mend: str = "", **data: Fact) -> None:
        """Note a fault at ``path``; ``data`` fills its sentences, and ``mend`` stands in for the usual one."""
        facts: dict[str, Fact] = {"file": self.file, "line": line, **data}
        sentence, usual = _FAULTS[code]
        self.faults.append(Reason(f"plan_file.{code}", sentence, mend or usual, path, facts))

    def line_of(self, path: str) -> int | None:
        """The line of ``path``, or of the nearest thing that it is in."""
        while path and path not in self.lines:
            path = re.sub(r"(\.?[^.\[]+|\[[0-9]+\])$", "", path)
        return self.lines.get(path)


class Form:
    """The ``table`` at ``path``, which may hold the entries ``known`` and no other."""

    def __init__(self, table: Table, path: str, known: Sequence[str], findings: Findings) -> None:
        self.path, self.line, self.findings = path, table.line, findings
        self._table = table
        findings.lines.setdefault(path, table.line)
        for name, line in table.repeated:
            findings.note("repeated", self.at(name), line, entry=name)
        for name in table.entries:
            findings.lines[self.at(name)] = table.lines[name]
            if name not in known:
                self._unknown(name, known)

    def at(self, key: str) -> str:
        """The path of an entry."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the entry is there and holds something."""
        value = self._table.entries.get(key)
        return value is not None and not (isinstance(value, Leaf) and value.empty)

    def tree(self, key: str) -> Tree | None:
        """The entry as it stands, None where it is missing or empty."""
        return self._table.entries[key] if self.has(key) else None

    def wrong(self, key: str, wanted: str, mend: str) -> None:
        """Note that the entry is missing, or is not what is ``wanted``."""
        if self.has(key):
            self._note("kind", key, mend, wanted=wanted)
        else:
            self._note("missing", key, mend, wanted=wanted)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; where no default is given it must be there."""
        value = self.tree(key)
        if value is None and default is not None:
            return default
        if isinstance(value, Leaf) and value.text.strip():
            return value.text.strip()
        self.wrong(key, "a text", _MENDS["text"])
        return default or ""

    def words(self, key: str, default: Words | None = None) -> Words:
        """A text, or a text for each language as ``{en: ..., zh: ...}``."""
        value = self.tree(key)
        if isinstance(value, Table):
            both = Form(value, self.at(key), ("en", "zh"), self.findings)
            return Words(both.text("en"), both.text("zh", ""))
        if value is None and default is not None:
            return default
        if isinstance(value, Leaf) and value.text.strip():
            return Words(value.text.strip())
        self.wrong(key, "a text", _MENDS["words"])
        return default or Words("")

    def texts(self, key: str) -> tuple[str, ...]:
        """Texts: one, or several as ``[one, two]``; none where the entry is missing."""
        value = self.tree(key)
        if value is None:
            return ()
        items = value.items if isinstance(value, Listing) else (value,)
        texts = tuple(item.text.strip() for item in items if isinstance(item, Leaf) and item.text.strip())
        if len(texts) < len(items):
            self.wrong(key, "a list of texts", _MENDS["texts"])
        return texts

    @overload
    def day(self, key: str) -> date: ...
    @overload
    def day(self, key: str, default: date | None) -> date | None: ...
    def day(self, key: str, default: date | None = date.min) -> date | None:
        """A date; where no default is given it must be there."""
        value = self.tree(key)
        if value is None and default is not date.min:
            return default
        found = day_of(value.text.strip()) if isinstance(value, Leaf) else None
        if found is None:
            self.wrong(key, "a date", _MENDS["day"])
        return found or default

    def number(self, key: str) -> Decimal:
        """A decimal number such as 12.5 or 15 %, which must be there."""
        value = self.tree(key)
        found = number_of(value.text.strip()) if isinstance(value, Leaf) else None
        if found is None:
            self.wrong(key, "a number", _MENDS["number"])
        return found or Decimal(0)

    def whole(self, key: str) -> int:
        """A whole number from 0, which must be there."""
        value = self.tree(key)
        if isinstance(value, Leaf) and re.fullmatch("[0-9]{1,18}", value.text.strip()):
            return int(value.text)
        self.wrong(key, "a whole number", _MENDS["whole"])
        return 0

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the words of ``kind``; where no default is given it must be there."""
        value = self.tree(key)
        first = next(iter(kind))
        if value is None and default is not None:
            return default
        word = value.text.strip().lower().replace(" ", "_") if isinstance(value, Leaf) else ""
        if word in [one.value for one in kind]:
            return kind(word)
        wanted, meant = f"one of {', '.join(kind)}", near(word, list(kind)) if word else ""
        if meant:
            self._note("word", key, wanted=wanted, meant=meant)
        else:
            self.wrong(key, wanted, _MENDS["choice"])
        return default or first

    def form(self, key: str, known: Sequence[str]) -> Form | None:
        """The table at ``key``, None where there is none."""
        value = self.tree(key)
        if isinstance(value, Table):
            return Form(value, self.at(key), known, self.findings)
        if value is not None:
            self.wrong(key, f"a table of {', '.join(known)}", _MENDS["form"])
        return None

    def forms(self, key: str, known: Sequence[str]) -> tuple[Form, ...]:
        """The tables listed at ``key``; none where the entry is missing."""
        value = self.tree(key)
        items = value.items if isinstance(value, Listing) else ()
        if value is not None and not isinstance(value, Listing):
            self.wrong(key, "a list", _MENDS["forms"])
        made = []
        for index, item in enumerate(items):
            path = f"{self.at(key)}[{index}]"
            self.findings.lines[path] = item.line
            if isinstance(item, Table):
                made.append(Form(item, path, known, self.findings))
            else:
                self.findings.note("item", path, item.line, known=", ".join(known))
        return tuple(made)

    def _unknown(self, name: str, known: Sequence[str]) -> None:
        meant = near(name, known)
        self._note("misspelt" if meant else "unknown", name, meant=meant, known=", ".join(known))

    def _note(self, code: str, key: str, mend: str = "", **data: Fact) -> None:
        path = self.at(key)
        line = self.findings.lines.get(path, self.line)
        self.findings.note(code, path, line, mend, entry=key, **data)
