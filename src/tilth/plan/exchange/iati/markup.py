"""Elements of an IATI file, as they are written and as they are taken from strangers.

What IATI has no place for stands in elements of a namespace of our own, which the standard allows at the end of
its elements and every other reader passes over. A document type declaration is refused before anything is built:
entities that hold entities, and files fetched as entities, both need one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, indent, register_namespace, tostring
from xml.parsers.expat import ExpatError, ParserCreate

from tilth.kernel.errors import FileError, InputError
from tilth.plan.model import Source, Words

__all__ = [
    "NAMESPACE",
    "add",
    "add_source",
    "bytes_of",
    "day_in",
    "fault",
    "keep_source",
    "narrate",
    "read_source",
    "root_of",
    "told",
    "words_in",
]

NAMESPACE = "urn:tilth:plan:1"
register_namespace("tilth", NAMESPACE)

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OUTSIDE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]]+")
_RESULTS_DOCUMENT = "A08"
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$", re.ASCII)


def add(parent: Element, tag: str, /, **attributes: str) -> Element:
    """A new last child of ``parent``; underscores in the names of attributes stand for hyphens, and an empty
    attribute is left out. ``tag`` may start with ``tilth:``.

    Raises InputError where XML cannot hold a text.
    """
    full = f"{{{NAMESPACE}}}{tag.removeprefix('tilth:')}" if tag.startswith("tilth:") else tag
    kept = {key.replace("_", "-"): _sound(text) for key, text in attributes.items() if text}
    return SubElement(parent, full, kept)


def narrate(parent: Element, tag: str, words: Words, /, **attributes: str) -> Element:
    """A new last child, as :func:`add` makes it, that says ``words`` in the languages they have."""
    child = add(parent, tag, **attributes)
    add(child, "narrative").text = _sound(words.en)
    if words.zh:
        chinese = add(child, "narrative")
        chinese.set(_LANGUAGE, "zh")
        chinese.text = _sound(words.zh)
    return child


def add_source(parent: Element, source: Source | None) -> None:
    """The ``source`` as a document link, where it has an address. See :func:`keep_source` for the whole of it."""
    if source is None or _ADDRESS.fullmatch(source.locator) is None:
        return
    link = add(parent, "document-link", url=source.locator, format="text/html")
    narrate(link, "title", Words(source.name))
    add(link, "category", code=_RESULTS_DOCUMENT)
    if source.on:
        add(link, "document-date", iso_date=source.on.isoformat())


def keep_source(parent: Element, source: Source | None) -> None:
    """The whole ``source`` in our namespace, so that it comes back as it was."""
    if source is not None:
        on = source.on.isoformat() if source.on else ""
        add(parent, "tilth:source", name=source.name, locator=source.locator, on=on)


def bytes_of(root: Element) -> bytes:
    """The document, indented, in UTF-8."""
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def root_of(data: bytes, file: str) -> Element:
    """The root of the document ``data``. Raises FileError where it is no XML or declares a document type."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_doctype(file)
    try:
        parser.Parse(data, True)
        return fromstring(data)
    except (ExpatError, ParseError, ValueError, LookupError) as error:
        message = f"This is not XML: {error}."
        raise FileError("exchange.iati", message, file=file, mend="Give an IATI activities file.") from error


def told(element: Element | None, path: str = ".") -> str:
    """The text of the child at ``path`` in the language of the file (the first narrative), or an empty text."""
    return words_in(element, path).en


def words_in(element: Element | None, path: str = ".") -> Words:
    """What the child at ``path`` says: its first narrative that is not Chinese, and its Chinese one."""
    child = None if element is None else element.find(path)
    narratives = [] if child is None else child.findall("narrative")
    chinese = [each.text or "" for each in narratives if each.get(_LANGUAGE, "").startswith("zh")]
    others = [each.text or "" for each in narratives if not each.get(_LANGUAGE, "").startswith("zh")]
    return Words((others or chinese or [""])[0], chinese[0] if others and chinese else "")


def read_source(parent: Element, file: str) -> Source | None:
    """The source of ``parent``: as kept in our namespace, else its first document link."""
    kept = parent.find(f"{{{NAMESPACE}}}source")
    if kept is not None:
        return Source(kept.get("name", ""), kept.get("locator", ""), day_in(kept.get("on", ""), file))
    link = parent.find("document-link")
    if link is None:
        return None
    dated = link.find("document-date")
    on = "" if dated is None else dated.get("iso-date", "")
    return Source(told(link, "title"), link.get("url", ""), day_in(on, file))


def day_in(text: str, file: str) -> date | None:
    """The date that ``text`` spells, None where it is empty. A time zone after it (``Z``, ``+08:00``) is passed
    over.

    Raises FileError where it is none.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(_ZONE.sub("", text.strip()))
    except ValueError as error:
        raise fault(file, f"The date {text} is none.", "") from error


def fault(file: str, message: str, record: str) -> FileError:
    """The error that the file says something that cannot be."""
    mend = "Mend the file so that it is valid IATI 2.03."
    return FileError("exchange.iati", message, file=file, mend=mend, record=record or None)


def _refuse_doctype(file: str) -> NoReturn:
    raise FileError(
        "exchange.iati_doctype",
        "The file declares a document type (DTD), which could make a small file grow without end.",
        file=file,
        mend="Take the <!DOCTYPE ...> out; IATI needs none.",
    )


def _sound(text: str) -> str:
    found = _OUTSIDE.search(text)
    if found is None:
        return text
    raise InputError(
        "exchange.iati_text",
        f"A text holds the character U+{ord(found[0]):04X}, which XML cannot.",
        mend="Take the control character out of the plan.",
        data={"character": f"U+{ord(found[0]):04X}"},
    )
