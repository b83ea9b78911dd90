"""Tables written into Python files and taken out of them again, without ever running the file."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from tilth.foundry.build.dialects.tables import wrong
from tilth.foundry.build.volume import microlitres

__all__ = ["amount", "dict_of", "list_of", "literal", "read_tables", "tuple_of"]

Tables = TypeVar("Tables", bound=msgspec.Struct)


def literal(text: str) -> str:
    """A text as Python and JSON both read it."""
    return json.dumps(str(text), ensure_ascii=False)


def amount(volume: int) -> str:
    """``volume`` pL as a number of uL, exactly."""
    return f"{microlitres(volume).normalize():f}"


def tuple_of(*items: str) -> str:
    """A tuple of literals."""
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def list_of(name: str, comment: str, items: Iterable[str]) -> str:
    """``name = [...]``, an item a line, under a comment that says what an item is."""
    return "\n".join((f"# {comment}", f"{name} = [", *(f"    {item}," for item in items), "]"))


def dict_of(name: str, comment: str, items: Iterable[tuple[str, str]]) -> str:
    """``name = {...}``, an item a line, under a comment that says what an item is."""
    return "\n".join((f"# {comment}", f"{name} = {{", *(f"    {key}: {value}," for key, value in items), "}"))


def read_tables(text: str, file: str, kind: type[Tables]) -> Tables:
    """The assignments of the Python file ``text`` that the struct ``kind`` names. Nothing is run.

    Raises FileError where the text is no Python, or a table is missing, is no plain literal or does not fit.
    """
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise wrong(file, line, f"This is no Python: {error}.", "Write the file again.") from error
    found: dict[str, object] = {}
    for statement in module.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        name = statement.targets[0].id
        if name in kind.__struct_fields__:
            try:
                found[name] = ast.literal_eval(statement.value)
            except (ValueError, TypeError) as error:
                message, mend = f"{name} is no plain table.", "Use texts and numbers only."
                raise wrong(file, statement.lineno, message, mend) from error
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        raise wrong(file, None, f"A table is not what it should be: {error}.", "Write the file again.") from error
