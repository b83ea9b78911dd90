"""Whether rows meet the demands of a rule. A demand is looked at once for each different word, not for each
row.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import numpy as np

from tilth.plan.ledger import Codes, Ledger, Mask
from tilth.plan.model import Condition, Operator

__all__ = ["meets"]


def meets(conditions: Sequence[Condition], ledger: Ledger, rows: Codes) -> Mask:
    """For each of ``rows``, whether it meets every one of ``conditions``. O(conditions x (rows + words))."""
    found = np.ones(len(rows), dtype=np.bool_)
    for condition in conditions:
        column = ledger.facts.get(condition.fact)
        if column is None:
            found &= _holds(condition, None)
            continue
        # The last place is for rows without the fact, whose code is -1.
        table = np.array([*(_holds(condition, word) for word in column.words), _holds(condition, None)])
        found &= table[column.codes[rows]]
    return found


def _holds(condition: Condition, word: str | None) -> bool:
    match condition.operator:
        case Operator.IS:
            return word in condition.values
        case Operator.IS_NOT:
            return word not in condition.values
        case Operator.PRESENT:
            return word is not None
        case Operator.AT_LEAST:
            number, bound = _number(word), _number(condition.values[0])
            return number is not None and bound is not None and number >= bound
        case Operator.AT_MOST:
            number, bound = _number(word), _number(condition.values[0])
            return number is not None and bound is not None and number <= bound


def _number(word: str | None) -> Decimal | None:
    """A finite number, or None: a word that is no number meets no bound."""
    try:
        number = Decimal(word or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
