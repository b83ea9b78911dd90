"""The rule of a definition in one cell: a small JSON object with the names of :class:`tilth.plan.model.Rule`.

``{"claims":["startup.registered"],"places":["pudong"],"where":[{"fact":"age","operator":"at_most","values":["3"]}]}``;
what is empty is left out, except the claims.
"""

from __future__ import annotations

import json
from dataclasses import fields

from tilth.plan.exchange.cells import Line
from tilth.plan.model import Condition, Rule

__all__ = ["read_rule", "rule_json"]

_RULE = frozenset(field.name for field in fields(Rule))
_CONDITION = frozenset(field.name for field in fields(Condition))


def rule_json(rule: Rule | None) -> str:
    """The ``rule`` as one line of JSON; no rule is an empty text."""
    import msgspec

    if rule is None:
        return ""
    told = {name: value for name, value in msgspec.to_builtins(rule).items() if value or name == "claims"}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_rule(line: Line, column: str) -> Rule | None:
    """The rule in the cell, None where it is empty. Raises FileError where it is none or says more than one."""
    import msgspec

    text = line.text(column)
    if not text.strip():
        return None
    try:
        told = json.loads(text)
        rule = msgspec.convert(told, Rule)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise line.fault(
            column, f"is no rule ({error})", 'Write one such as {"claims":["firm.registered"]}'
        ) from error
    for strange in sorted(
        {*told} - _RULE | {name for each in told.get("where", ()) for name in each} - _CONDITION
    ):
        raise line.fault(column, f"says {strange}, which no rule has", "Leave it out, or mend its spelling")
    return rule
