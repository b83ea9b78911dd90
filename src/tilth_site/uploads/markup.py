"""XML from strangers, walked once before any reader builds something from it.

A document type is refused altogether: entities that hold entities ("billion laughs") and files or addresses that
are fetched as entities both need one, and no format read here does. Depth and the size of one tag are bounded too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from tilth.kernel.errors import InputError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import KIB, MAX_DEPTH, MAX_TOKEN, in_words

__all__ = ["Markup", "Seen"]

Seen = Callable[[str, Mapping[str, str]], Refused | None]
"""Told of each element: its name without prefix, and its attributes."""

_CHUNK = 64 * KIB
_ENDED = "upload.ended"


class Markup:
    """A walk through the XML document of the file ``name``; ``inner`` names the document where it is inside it.

    After :meth:`walk`, ``refused`` says what may not be, and ``broken`` is the line (1-based) where it stops being
    XML, or 0. ``seen`` is told of each element, and may refuse.
    """

    def __init__(self, name: str, inner: str = "", seen: Seen | None = None) -> None:
        self.refused: Refused | None = None
        self.broken = 0
        self._name, self._inner, self._seen = name, inner, seen
        self._depth = 0

    def walk(self, document: IO[bytes]) -> None:
        """Read ``document`` to its end, or to the first fault. Memory: one chunk and one tag."""
        parser = self._parser()
        fed, chunk = 0, b"-"
        try:
            while chunk:
                chunk = document.read(_CHUNK)
                fed += len(chunk)
                parser.Parse(chunk, not chunk)
                if fed - max(parser.CurrentByteIndex, 0) > MAX_TOKEN:
                    self._refuse(
                        "upload.xml_token",
                        "{file}{inner}: a tag or comment is longer than {most}.",
                        in_words(MAX_TOKEN),
                    )
        except ExpatError as error:
            self.broken = error.lineno
        except InputError as error:
            # A handler can end the parse only by raising, and it has to end there: what follows may be the bomb.
            if error.code != _ENDED:
                raise

    def _parser(self) -> XMLParserType:
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        return parser

    def _doctype(self, *_: object) -> None:
        self._refuse("upload.xml_entities", "{file}{inner}: the XML has a document type declaration (DTD).", 0)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(
                "upload.depth", "{file}{inner}: the XML is nested more than {most} levels deep.", MAX_DEPTH
            )
        refused = self._seen(tag.rpartition(":")[2], attributes) if self._seen else None
        if refused:
            self._end_with(refused)

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _refuse(self, code: str, sentence: str, most: int | str) -> NoReturn:
        mend = "Save it again with the program that made it, without embedded definitions."
        inner = f" ({self._inner})" if self._inner else ""
        self._end_with(refuse(code, sentence, mend, self._name, file=self._name, inner=inner, most=most))

    def _end_with(self, refused: Refused) -> NoReturn:
        self.refused = refused
        raise InputError(_ENDED, str(refused), mend="Look at what was refused.")
