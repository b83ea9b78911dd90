"""A plan as TOML. Every complaint names the file, the line and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tilth.foundry.design.plan.spec import METHODS, Plan, Setting, Step
from tilth.foundry.design.toml_table import TomlTable, invalid
from tilth.kernel.errors import FileError, InputError
from tilth.kernel.toml_file import located, parse_toml

PLAN_KEYS = ("title", "parts", "assembly")
STEP_KEYS = (
    "name", "method", "enzyme", "backbone", "slots", "pot", "connectors", "circular", "expected", "settings",
)  # fmt: skip


def read_toml(
    path: str | Path, *, method: str = "golden_gate", enzyme: str | None = None, sources: tuple[str, ...] = ()
) -> Plan:
    """The plan in the TOML file ``path``. ``method`` and ``enzyme`` serve assemblies that name none; ``sources``
    are added to its own. Raises FileError with the line at fault.
    """
    file = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FileError(
            "plan.unreadable", f"The plan cannot be read: {reason}.", file=file, mend="Check its path."
        ) from error
    table = parse_toml(text, file=file)
    try:
        top = TomlTable(table, "the plan", PLAN_KEYS)
        folder = Path(path).resolve().parent
        own = (word if word.startswith("kit:") else str(folder / word) for word in top.words("parts"))
        title = top.text("title", "") or Path(path).stem
        return Plan(title, file, (*own, *sources), _steps(top, method, enzyme))
    except InputError as error:
        raise located(error, "plan.invalid", file=file, text=text) from error


def _steps(top: TomlTable, method: str, enzyme: str | None) -> tuple[Step, ...]:
    tables = top.tables("assembly", [])
    if not tables:
        raise invalid("The plan has no assembly.", "Add a table that starts with [[assembly]].", "assembly")
    steps = tuple(_step(table, method, enzyme) for table in tables)
    names = [step.name for step in steps]
    for name in names:
        if names.count(name) > 1:
            raise invalid(f"Two assemblies are called {name!r}.", "Give each a name of its own.", name)
    return steps


def _step(table: Mapping[str, object], usual_method: str, usual_enzyme: str | None) -> Step:
    entry = TomlTable(table, "assembly", STEP_KEYS)
    name = entry.text("name").strip()
    method = entry.text("method", usual_method)
    if method not in METHODS:
        raise invalid(f"There is no method {method!r}.", f"Use one of {', '.join(METHODS)}.", "method")
    enzyme = entry.text("enzyme", "") or usual_enzyme
    if method == "golden_gate" and enzyme is None:
        raise invalid(f"Assembly {name!r} names no enzyme.", 'Write enzyme = "BsaI", or "auto".', name)
    step = Step(
        name=name,
        method=method,
        enzyme=enzyme,
        backbones=entry.words("backbone"),
        slots=entry.lists("slots"),
        pot=entry.words("pot"),
        connectors=entry.words("connectors"),
        circular=entry.flag("circular", True) is True,
        expected=entry.whole("expected", None, 0),
        settings={key: _setting(key, value) for key, value in entry.table("settings", {}).items()},
    )
    if bool(step.slots) == bool(step.pot):
        fault = "both slots and a pot" if step.slots else "neither slots nor a pot"
        raise invalid(f"Assembly {name!r} has {fault}.", "List the parts by slot, or as one pot.", name)
    return step


def _setting(key: str, value: object) -> Setting:
    if isinstance(value, list):
        return tuple(str(word) for word in value)
    if isinstance(value, str | int | float | bool):
        return value
    raise invalid(f"{key} has a value of no known kind.", "Write a number, a text or a list.", key)
