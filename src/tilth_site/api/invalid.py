"""What is wrong with a call that does not fit its schema, field by field, in Tilth's own words.

Each kind of fault that pydantic finds has a sentence here that can be translated; a kind without one falls back to
pydantic's English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict, cast

from django.utils.translation import gettext_noop
from ninja.errors import ValidationError

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason

__all__ = ["names_a_path", "reasons_of"]

_CODE = "call.invalid"

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": (gettext_noop("{field} is missing."), gettext_noop("Send it.")),
    "extra_forbidden": (
        gettext_noop("There is no field {field} here."),
        gettext_noop("Leave it out, or check how it is spelt."),
    ),
    "string_too_short": (
        gettext_noop("{field} is too short."),
        gettext_noop("Its shortest length is {min_length}."),
    ),
    "string_too_long": (gettext_noop("{field} is too long."), gettext_noop("Its longest length is {max_length}.")),
    "string_pattern_mismatch": (
        gettext_noop("{field} is not written as it must be."),
        gettext_noop("It must match the pattern {pattern}."),
    ),
    "greater_than_equal": (gettext_noop("{field} is too small."), gettext_noop("Its smallest value is {ge}.")),
    "less_than_equal": (gettext_noop("{field} is too large."), gettext_noop("Its largest value is {le}.")),
    "too_short": (gettext_noop("{field} has too few entries."), gettext_noop("Give at least {min_length}.")),
    "too_long": (gettext_noop("{field} has too many entries."), gettext_noop("Give at most {max_length}.")),
    "enum": (gettext_noop("{field} has a value that is not known."), gettext_noop("Choose one of {expected}.")),
    "literal_error": (
        gettext_noop("{field} has a value that is not known."),
        gettext_noop("Choose one of {expected}."),
    ),
    "string_type": (gettext_noop("{field} is not a text."), gettext_noop("Send a text.")),
    "int_type": (gettext_noop("{field} is not a whole number."), gettext_noop("Send a whole number.")),
    "bool_type": (gettext_noop("{field} is neither true nor false."), gettext_noop("Send true or false.")),
    "list_type": (gettext_noop("{field} is not a list."), gettext_noop("Send a list.")),
    "model_attributes_type": (gettext_noop("{field} is not an object."), gettext_noop("Send an object.")),
    "model_type": (gettext_noop("{field} is not an object."), gettext_noop("Send an object.")),
    "day": (gettext_noop("{field} is not a day."), gettext_noop("Write a day such as 2026-03-02.")),
    "number": (gettext_noop("{field} is not a whole number."), gettext_noop("Write digits only.")),
}
_OTHER = (gettext_noop("{field} cannot be used: {fault}."), gettext_noop("See the schema at {schema}."))


class _Fault(TypedDict, total=False):
    """One entry of ninja's ValidationError."""

    type: str
    loc: Sequence[str | int]
    msg: str
    ctx: Mapping[str, object]


def names_a_path(error: ValidationError) -> bool:
    """Whether the address itself is at fault: then there is nothing at it."""
    return any(fault["loc"][0] == "path" for fault in _faults(error))


def reasons_of(error: ValidationError) -> tuple[Reason, ...]:
    """A reason for every fault, each with the field's place in dots (``body.names.0.text``)."""
    return tuple(_reason(fault) for fault in _faults(error))


def _reason(fault: _Fault) -> Reason:
    source, *rest = [str(step) for step in fault["loc"]]
    where = ".".join([*([source] if source != "body" else []), *(rest[1:] if source == "body" else rest)])
    sentence, mend = _SENTENCES.get(fault["type"], _OTHER)
    data: dict[str, Fact] = {name: _fact(value) for name, value in fault.get("ctx", {}).items()}
    data["field"] = where or "The body"
    if fault["type"] not in _SENTENCES:
        data |= {"fault": fault["msg"], "schema": "/api/v1/openapi.json"}
    return Reason(_CODE, sentence, mend, where, data)


def _fact(value: object) -> Fact:
    return value if isinstance(value, str | int | float | bool) else str(value)


def _faults(error: ValidationError) -> list[_Fault]:
    return cast("list[_Fault]", error.errors)
