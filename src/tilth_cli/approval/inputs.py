"""What the commands of the approval room are given: a day, a case, a procedure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Reason, Refused
from tilth_cli.output import BAD_INPUT, console, print_json

if TYPE_CHECKING:
    from tilth.approval.case_file import CaseFile
    from tilth.approval.model import Procedure
    from tilth.kernel.calendars import Due


def day_of(option: str, text: str) -> date:
    """The day that ``option`` names. OptionError where it is none."""
    wrong = OptionError("approval.date", f"{option} {text} is no date.", mend="Write a day such as 2026-03-02.")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong from None


def the_case(path: str, *, as_json: bool) -> CaseFile:
    """The case in a file. Ends the command with 2 where its procedure has faults."""
    from tilth.approval.case_file import read_case

    found = read_case(path)
    if isinstance(found, Refused):
        raise refused(found.reasons, as_json=as_json)
    return found


def a_procedure(name: str, version: int | None, *, as_json: bool) -> Procedure:
    """A shipped procedure by its id, or one in a file. Ends the command with 2 where the file has faults."""
    from tilth.approval.procedure import read_procedure, the_procedure

    if not name.endswith((".yaml", ".yml")):
        return the_procedure(name, version)
    found = read_procedure(name, the_procedure)
    if isinstance(found, Refused):
        raise refused(found.reasons, as_json=as_json)
    return found


def refused(reasons: Sequence[Reason], *, as_json: bool, code: int = BAD_INPUT) -> typer.Exit:
    """Print the reasons, and give the end of the command."""
    if as_json:
        print_json({"problems": [reason.as_dict() for reason in reasons]})
    else:
        out = console()
        for reason in reasons:
            line = f"line {reason.data['line']}, " if reason.data.get("line") else ""
            where = f"[bold]{escape(line + reason.where)}[/]: " if reason.where else ""
            out.print(f"{where}{escape(f'{reason.message} {reason.advice}')}")
    return typer.Exit(code)


def spell(due: Due | None) -> str:
    """A date, with a mark where its calendar is not published or disputed; a dash where there is none."""
    if due is None:
        return "–"
    marks = [*(["provisional"] if due.provisional else []), *(["disputed"] if due.disputed else [])]
    return f"{due.date} ({', '.join(marks)})" if marks else str(due.date)
