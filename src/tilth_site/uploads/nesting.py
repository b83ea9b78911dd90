"""Texts with brackets inside brackets: TOML, JSON-LD and Turtle.

Their parsers call themselves once a level, and TOML's copies a dotted key once a dot, so some kilobytes of
brackets or dots would end the process. The levels are counted before any parser sees the text.
"""

from __future__ import annotations

import re
import tomllib

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import MAX_DEPTH

__all__ = ["check_json", "check_toml", "check_turtle"]

# Each alternative that opens a string also ends at the text's end: a search that failed there would be tried again
# from every quotation mark.
_LONG = r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z|\\\Z)' + r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)"
_SHORT = r'"(?:[^"\\\n]|\\.)*+(?:"|\n|\Z|\\\Z)' + r"|'[^'\n]*+(?:'|\n|\Z)"
_COMMENT = r"#[^\n]*+"
_TOML = re.compile(rf"(?s:{_LONG}|{_SHORT})|{_COMMENT}")
_JSON = re.compile(r'(?s:"(?:[^"\\]|\\.)*+(?:"|\Z|\\\Z))')
_TURTLE = re.compile(rf"(?s:{_LONG}|{_SHORT})|<[^<>\s]*+>|{_COMMENT}")
_DOTTED = re.compile(rf"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){{{MAX_DEPTH}}}")
_BRACKET = re.compile(r"[\[\]{}()]|\n")
_LINE_OF = re.compile(r"line (\d+)")


def check_toml(text: str, name: str) -> Refused | None:
    """A refusal where ``text`` is nested too deeply or is no TOML. O(len(text))."""
    bare = _TOML.sub(_emptied, text)
    dotted = _DOTTED.search(bare)
    if dotted:
        return _deep(name, bare.count("\n", 0, dotted.start()) + 1)
    refused = _check_depth(bare, name)
    if refused:
        return refused
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A number of 5000 digits is a plain ValueError, everything else a TOMLDecodeError, which says the line.
        found = _LINE_OF.search(str(error))
        return refuse(
            "upload.toml",
            "{file}, line {line}: this is not TOML ({fault}).",
            "Mend that line.",
            name,
            file=name,
            line=int(found.group(1)) if found else text.count("\n") + 1,
            fault=str(error).partition(" (at ")[0],
        )
    return None


def check_json(text: str, name: str) -> Refused | None:
    """A refusal where the JSON ``text`` is nested too deeply. O(len(text))."""
    return _check_depth(_JSON.sub(_emptied, text), name)


def check_turtle(text: str, name: str) -> Refused | None:
    """A refusal where the Turtle ``text`` is nested too deeply. O(len(text))."""
    return _check_depth(_TURTLE.sub(_emptied, text), name)


def _emptied(found: re.Match[str]) -> str:
    """A string as one letter, a comment as nothing; the lines stay."""
    opened = "" if found.group().startswith("#") else "s"
    return opened + "\n" * found.group().count("\n")


def _check_depth(bare: str, name: str) -> Refused | None:
    depth, line = 0, 1
    for found in _BRACKET.finditer(bare):
        sign = found.group()
        if sign == "\n":
            line += 1
        else:
            # A stray closing bracket buys no depth: a parser stops there or takes no note of it.
            depth = depth + 1 if sign in "[{(" else max(depth - 1, 0)
        if depth > MAX_DEPTH:
            return _deep(name, line)
    return None


def _deep(name: str, line: int) -> Refused:
    return refuse(
        "upload.depth",
        "{file}, line {line}: the text is nested more than {most} levels deep.",
        "Write it flatter.",
        name,
        file=name,
        line=line,
        most=MAX_DEPTH,
    )
