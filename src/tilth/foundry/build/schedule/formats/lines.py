"""The lines of a text file of numbers, each with its own number, and one way of saying what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tilth.kernel.errors import FileError

__all__ = ["NumberLines", "fault"]


def fault(words: str, *, file: str, line: int | None = None, mend: str = "Mend that line.") -> FileError:
    """The error for the ``line`` of ``file``."""
    return FileError("schedule.file", words, file=file, line=line, mend=mend)


class NumberLines:
    """The lines of ``text`` that are not blank, taken one by one; ``line`` is the number of the one taken last."""

    def __init__(self, text: str, file: str) -> None:
        self._rows: Iterator[tuple[int, str]] = (
            (line, row) for line, row in enumerate(text.splitlines(), 1) if row.strip()
        )
        self.file, self.line = file, 0

    def take(self, what: str, first: int | None = None) -> list[int]:
        """The whole numbers of the next line, which is to hold ``what``, or the ``first`` so many of them.

        Numbers such as 2.0 are whole too, and brackets around a number are taken off. Raises FileError where there
        is no line or something else in it.
        """
        found = next(self._rows, None)
        if found is None:
            raise self.fault(f"The file ends before {what}.", mend="Is it all there?")
        self.line, row = found
        words = row.replace("[", " ").replace("]", " ").split()
        return [self._number(word, what) for word in words[:first]]

    def fault(self, words: str, *, mend: str = "Mend that line.") -> FileError:
        """The error for the line taken last."""
        return fault(words, file=self.file, line=self.line or None, mend=mend)

    def _number(self, word: str, what: str) -> int:
        try:
            value = Decimal(word)
        except InvalidOperation as error:
            raise self.fault(f"{word!r} is no number of {what}.") from error
        if value.is_finite() and value == value.to_integral_value():
            return int(value)
        raise self.fault(f"{word} is no whole number of {what}.")
