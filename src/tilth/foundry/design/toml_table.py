"""A TOML table whose entries are asked for by name and by kind, and which knows every name it may hold.

An entry that is missing, misspelt or of the wrong kind is one InputError that names it; whoever reads the file
turns that into a FileError with :func:`tilth.kernel.toml_file.located`, which knows the file and finds the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tilth.kernel.errors import InputError

__all__ = ["TomlTable", "invalid"]


def invalid(message: str, mend: str, entry: str = "") -> InputError:
    """The error for an ``entry`` (a key, a name) that cannot be used."""
    return InputError("toml.invalid", message, mend=mend, data={"entry": entry})


class TomlTable:
    """``table`` under the name ``where``, which may hold the entries ``known`` and no other.

    Every method raises InputError where the entry is not of its kind, and where it is missing and no default is
    given.
    """

    def __init__(self, table: Mapping[str, object], where: str, known: Sequence[str]) -> None:
        self._table, self._where = table, where
        for key in table:
            if key not in known:
                raise invalid(f"{where} has no entry {key!r}.", f"Use {', '.join(known)}.", key)

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def _wrong(self, key: str, wanted: str) -> InputError:
        fault = "is missing" if key not in self._table else f"is not {wanted}"
        place = key if key in self._table else self._where
        return invalid(f"{key} of {self._where} {fault}.", f"Give {wanted}.", place)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; empty only where the default is."""
        value = self._table.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self._wrong(key, "a text")
        return value

    def bases(self, key: str, default: str | None = None) -> str:
        """A text of A, C, G and T, in upper case."""
        value = self.text(key, default).upper()
        if set(value) - set("ACGT"):
            raise self._wrong(key, "bases (A, C, G, T)")
        return value

    def flag(self, key: str, default: bool | None = False) -> bool | None:
        """True or false."""
        value = self._table.get(key, default)
        if value is not default and not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value if isinstance(value, bool) else default

    def whole(self, key: str, default: int | None, least: int) -> int | None:
        """A whole number from ``least``; the default where it is missing."""
        value = self._table.get(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._wrong(key, f"a whole number from {least}")
        return value

    def fraction(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self._table.get(key, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self._wrong(key, "a fraction from 0 to 1")
        return float(value)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value = self._table.get(key, default)
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of names, or a single one; none where it is missing. Blanks around a name are dropped."""
        value = self._table.get(key, [])
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise self._wrong(key, "a list of names")
        return tuple(word.strip() for word in words)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts; empty where it is missing."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(_texts(one) for one in value):
            raise self._wrong(key, "a list of lists of texts")
        return tuple(tuple(one) for one in value)

    def table(self, key: str, default: Mapping[str, object] | None = None) -> Mapping[str, object]:
        """A table."""
        value = self._table.get(key, default)
        if not isinstance(value, dict):
            raise self._wrong(key, "a table")
        return value

    def tables(self, key: str, default: list[Mapping[str, object]] | None = None) -> list[Mapping[str, object]]:
        """A list of tables."""
        value = self._table.get(key, default)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(key, "a list of tables")
        return value


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
