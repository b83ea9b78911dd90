"""YAML as a tree of texts, each of which knows its line.

Nothing is guessed from how a text looks: ``no`` is the text "no" and ``2025-12-31`` is a text until somebody asks
for a date. So a code is never a truth value and a figure is never rounded on the way in. Aliases are refused: a
plan says a thing where it is meant, and a small file cannot grow into a large one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

import yaml

from tilth.kernel.errors import FileError

__all__ = ["DEPTH", "Leaf", "Listing", "Table", "Tree", "read_tree"]

DEPTH = 16
"""Levels of nesting that are read; a plan has eight."""

_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text as it was written; ``empty`` where nothing was."""

    text: str
    line: int
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Several things in their order."""

    items: tuple[Tree, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Things by name; ``lines`` says where each name stands, ``repeated`` holds each name (and its line) that was
    there already. Blanks and hyphens in names are written as ``_``, so ``at least`` is ``at_least``.
    """

    entries: Mapping[str, Tree]
    lines: Mapping[str, int]
    line: int
    repeated: tuple[tuple[str, int], ...] = ()


Tree = Leaf | Listing | Table


class _Loader(yaml.SafeLoader):
    """Composes nodes; knows how deep it is, and takes no alias."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node. Raises yaml.MarkedYAMLError for an alias, and where nesting is too deep."""
        if self.check_event(yaml.AliasEvent):
            raise self._refusal("an alias stands here")
        if self.depth == DEPTH:
            raise self._refusal("this is nested too deeply")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refusal(self, problem: str) -> yaml.MarkedYAMLError:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        return yaml.MarkedYAMLError(problem=problem, problem_mark=mark if isinstance(mark, yaml.Mark) else None)


def read_tree(text: str, *, file: str) -> Tree:
    """What ``text`` spells; lines are from 1. An empty text is an empty leaf.

    Raises FileError, with the line, where it is not YAML or holds an alias, nests deeper than :data:`DEPTH`, or
    names an entry by anything but a text.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        said = ", ".join(word for word in (error.context, error.problem) if word)
        raise FileError(
            "plan_file.yaml",
            f"This is not YAML as a plan is written in: {said}.",
            file=file,
            line=line,
            mend="Mend that line; blanks (not tabs) indent, and a text with ': ' or ' #' in it stands in quotes.",
        ) from error
    except yaml.YAMLError as error:
        at = error.position if isinstance(error, yaml.reader.ReaderError) else 0
        raise FileError(
            "plan_file.yaml",
            "A character stands here that no text file holds.",
            file=file,
            line=text.count("\n", 0, at) + 1,
            mend="Take it out, or save the file as UTF-8 text again.",
        ) from error
    return Leaf("", 1, empty=True) if node is None else _tree(node, file)


def _tree(node: yaml.Node, file: str) -> Tree:
    line = node.start_mark.line + 1
    if _is_mapping(node):
        return _table(node, line, file)
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_tree(item, file) for item in node.value), line)
    return Leaf(str(node.value), line, empty=node.tag == _NULL)


def _is_mapping(node: yaml.Node) -> TypeGuard[yaml.MappingNode]:
    return isinstance(node, yaml.MappingNode)


def _table(node: yaml.MappingNode, line: int, file: str) -> Table:
    entries: dict[str, Tree] = {}
    lines: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FileError(
                "plan_file.yaml",
                "The name of an entry is no text.",
                file=file,
                line=at,
                mend="Name it in one word.",
            )
        name = str(key.value).strip().replace(" ", "_").replace("-", "_")
        if name in entries:
            repeated.append((name, at))
            continue
        entries[name], lines[name] = _tree(value, file), at
    return Table(entries, lines, line, tuple(repeated))
