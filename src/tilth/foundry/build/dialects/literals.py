"""Tables written into Python files and taken out of them again, without ever running the file."""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Iterable
from typing import TypeVar

import msgspec

from tilth.foundry.build.dialects.tables import wrong
from tilth.foundry.build.volume import microlitres

__all__ = ["amount", "dict_of", "list_of", "literal", "program_beside", "read_tables", "tuple_of"]

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
    found: dict[str, object] = {}
    for statement in _parsed(text, file).body:
        name = _assigned(statement)
        if isinstance(statement, ast.Assign) and name in kind.__struct_fields__:
            try:
                found[name] = ast.literal_eval(statement.value)
            except (ValueError, TypeError) as error:
                message, mend = f"{name} is no plain table.", "Use texts and numbers only."
                raise wrong(file, statement.lineno, message, mend) from error
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        raise wrong(file, None, f"A table is not what it should be: {error}.", "Write the file again.") from error


def program_beside(text: str, file: str, tables: Collection[str]) -> str:
    """What the Python file ``text`` does besides its ``tables``: equal for two files that do the same, however
    they are laid out and whatever their comments say. Raises FileError where the text is no Python.
    """
    body = [one for one in _parsed(text, file).body if _assigned(one) not in tables]
    return ast.dump(ast.Module(body, []))


def _parsed(text: str, file: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line, words = (error.lineno, error.msg) if isinstance(error, SyntaxError) else (None, str(error))
        raise wrong(file, line, f"This is no Python: {words}.", "Write the file again.") from error


def _assigned(statement: ast.stmt) -> str:
    """The name that a plain assignment gives its value to; empty for any other statement."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""
