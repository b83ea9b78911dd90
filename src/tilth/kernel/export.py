r"""A journal as one text file that a stranger can read and verify without Tilth.

The file is JSON Lines in UTF-8. Each line is the body of one entry, byte for byte as it was hashed, so the sha256
of a line (without its line feed) is that entry's hash, and the next line names it as ``prev``. The last line
says how many entries there are and the hash of the last, so that a file cut short is known for one::

    {"actor":"person:7","at":"2025-11-03T08:30:00.000000Z",...,"prev":"0000...","seq":1,...}
    {"actor":"worker","at":"2025-11-03T08:31:12.000000Z",...,"prev":"5b1f...","seq":2,...}
    {"entries":2,"head":"e3a0..."}

The hash of entry 1, with tools that every system has: ``sed -n 1p journal.jsonl | tr -d '\n' | sha256sum``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tilth.kernel.chain import BEFORE, Head, Row, row_of
from tilth.kernel.errors import FileError, IntegrityError
from tilth.kernel.files import replacing

__all__ = ["read_export", "write_export"]


def write_export(path: str | os.PathLike[str], rows: Iterable[Row]) -> Head:
    """Write the bodies of ``rows`` and the closing line to ``path``; the place of the last row. Rows are streamed.

    Raises IntegrityError, and writes nothing, where a row's columns or hash are not those of its body: the file
    would then show another journal than the one there is. Other errors as :func:`tilth.kernel.files.replacing`.
    """
    head, count = BEFORE, 0
    with replacing(path, "wb") as stream:
        for row in rows:
            if not _sound(row):
                raise IntegrityError(
                    "export.forged",
                    f"Entry {row.seq} is not what its hash says, so the journal was not exported.",
                    mend="Run `tilth journal verify`, and restore the journal from a backup.",
                    data={"seq": row.seq},
                )
            stream.write(row.body.encode("utf-8") + b"\n")
            head, count = Head(row.seq, row.hash), count + 1
        stream.write(_closing(count, head.hash))
    return head


def read_export(path: str | os.PathLike[str]) -> Iterator[Row]:
    """The rows of a file that :func:`write_export` wrote, as a stream; each hash is computed from its body.

    Whether each row is chained to the one before it is for :func:`tilth.kernel.chain.verify` to say. Raises
    FileError naming the line: where a line is not the body of an entry and, after the last row, where the file was
    cut short or altered. So nothing it gave is settled before it ends.
    """
    name, count, head = os.fspath(path), 0, BEFORE.hash
    with _opened(path) as stream:
        line = stream.readline()
        while following := stream.readline():
            row = _row(line, name, count + 1)
            yield row
            line, count, head = following, count + 1, row.hash
    if line != _closing(count, head):
        raise FileError(
            "export.altered",
            f"The file does not end with the closing line of {count:,} entries with head {head}: it was cut short "
            "or altered.",
            file=name,
            line=count + 1,
            mend="Fetch the file again from where it was written.",
        )


def _closing(entries: int, head: str) -> bytes:
    return b'{"entries":%d,"head":"%s"}\n' % (entries, head.encode("ascii"))


def _sound(row: Row) -> bool:
    """Whether the row is what its body says, and its body one line."""
    try:
        return row_of(row.body) == row and "\n" not in row.body
    except IntegrityError:
        return False


def _row(line: bytes, name: str, number: int) -> Row:
    try:
        return row_of(line.removesuffix(b"\n").decode("utf-8"))
    except (IntegrityError, UnicodeDecodeError) as error:
        raise FileError(
            "export.line",
            "This line is not the body of an entry.",
            file=name,
            line=number,
            mend="Fetch the file again from where it was written.",
        ) from error


def _opened(path: str | os.PathLike[str]) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise FileError(
            "export.unreadable",
            f"The file cannot be read: {error.strerror}.",
            file=os.fspath(path),
            mend="Check the path and its permissions.",
        ) from error
