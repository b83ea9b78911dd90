"""YAML as plain lists, tables and texts, and the line of every path in it.

Nothing is guessed from how a text looks: ``no`` is the text "no" until somebody asks for a truth value, and a date
is a text until somebody asks for a date. Aliases are refused, so a small file cannot grow into a large one.
"""

from __future__ import annotations

from typing import cast

import yaml

from tilth.kernel.errors import FileError

__all__ = ["Plain", "line_of", "read_plain"]

Plain = None | str | list["Plain"] | dict[str, "Plain"]

_LARGEST = 1 << 20
_DEPTH = 32
_NULL = "tag:yaml.org,2002:null"


def read_plain(text: str, *, file: str) -> tuple[dict[str, Plain], dict[str, int]]:
    """The table that ``text`` spells, and the line (from 1) of each path such as ``steps[2].clock.limit``.

    Raises FileError, with the line, where it is no YAML, no table, too large (1 MB) or too deep (32 levels),
    holds an alias, or names an entry twice.
    """
    if len(text) > _LARGEST:
        raise _fault(file, 1, "This is larger than 1 MB.", "Name a procedure's own file.")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = ", ".join(word for word in (error.context, error.problem) if word)
        mend = "Mend that line; blanks (not tabs) indent, and a text with ': ' or ' #' in it stands in quotes."
        raise _fault(file, line, f"This is not YAML: {said}.", mend) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _fault(file, 1, "This is not YAML.", "Save the file as UTF-8 text again.") from error
    lines: dict[str, int] = {}
    plain = _Walk(file, lines).plain(node, "", 0) if node else None
    if not isinstance(plain, dict):
        mend = "See `tilth approval show cn-nmpa-clinical-trial --yaml` for what a procedure looks like."
        raise _fault(file, 1, "This is no procedure: it names no entry.", mend)
    return plain, lines


def line_of(path: str, lines: dict[str, int]) -> int | None:
    """The line of ``path``, or of the nearest thing that it is in."""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path)


class _Walk:
    """From composed nodes to plain values; a node met twice was an alias."""

    def __init__(self, file: str, lines: dict[str, int]) -> None:
        self.file, self.lines, self.met = file, lines, set[int]()

    def plain(self, node: yaml.Node, path: str, depth: int) -> Plain:
        line = node.start_mark.line + 1
        if id(node) in self.met or depth > _DEPTH:
            raise _fault(
                self.file, line, "This is an alias, or nested too deeply.", "Write it out where it is meant."
            )
        self.met.add(id(node))
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._table(node, path, depth)
        return None if node.tag == _NULL else str(node.value)

    def _table(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, Plain]:
        table: dict[str, Plain] = {}
        for key, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise _fault(self.file, line, "The name of an entry is no text.", "Name it in one word.")
            name = str(key.value)
            if name in table:
                raise _fault(self.file, line, f"The entry {name} was there already.", "Keep one.")
            at = f"{path}.{name}" if path else name
            self.lines[at] = line
            table[name] = self.plain(value, at, depth + 1)
        return table


def _fault(file: str, line: int, message: str, mend: str) -> FileError:
    return FileError("approval.yaml", message, file=file, line=line, mend=mend)
