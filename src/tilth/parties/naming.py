"""Names: which may stand together, how one takes the place of another, and which to show to a reader.

An organisation of the cluster has a legal name in Chinese, often one in English, short names that people use, and
former names under which older papers know it. A former name is kept, so that it still finds the organisation.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Reason
from tilth.parties.model import Language, Name, NameKind

__all__ = [
    "against_names",
    "against_renaming",
    "against_withdrawing",
    "best_name",
    "renamed",
    "without",
]

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_PREFERENCE = (NameKind.LEGAL, NameKind.SHORT, NameKind.FORMER)


def best_name(names: Sequence[Name], language: Language) -> Name:
    """The name to show to a reader of ``language``: a legal one, then a short one, in that language, then in
    another; a former one only where there is no other. Of several alike, the one given last.

    Raises OptionError where there are no names.
    """
    if not names:
        raise OptionError(
            "parties.names", "There is no name to choose from.", mend="Hand in the names of a registered party."
        )
    order = {kind: rank for rank, kind in enumerate(_PREFERENCE)}
    return min(
        reversed(names),
        key=lambda name: (name.kind is NameKind.FORMER, name.language != language, order[name.kind]),
    )


def renamed(names: tuple[Name, ...], old: Name, new: Name) -> tuple[Name, ...]:
    """``names`` after ``new`` took the place of ``old``, which is now a former name. A former name that is taken
    up again is former no longer.
    """
    former = Name(old.text, old.language, NameKind.FORMER)
    taken_up = Name(new.text, new.language, NameKind.FORMER)
    changed = (former if name == old else name for name in names if name != taken_up)
    return (*changed, new)


def without(names: tuple[Name, ...], name: Name) -> tuple[Name, ...]:
    """``names`` without ``name``."""
    return tuple(each for each in names if each != name)


def against_names(names: tuple[Name, ...]) -> tuple[Reason, ...]:
    """Why a party may not have these names: each must be printable text that is given once, one at least must be
    in use, and a language has at most one legal name.
    """
    reasons = [_unreadable(name) for name in names if not _is_readable(name.text)]
    if all(name.kind is NameKind.FORMER for name in names):
        reasons.append(
            Reason(
                "parties.name.missing", "No name is left that is in use.", "Give a legal or a short name.", "name"
            )
        )
    for (text, language), times in Counter((name.text, name.language) for name in names).items():
        if times > 1:
            reasons.append(
                Reason(
                    "parties.name.twice",
                    "{name} is given twice as a name in the language {language}.",
                    "Give each name once.",
                    "name",
                    {"name": text, "language": language.value},
                )
            )
    for language, times in Counter(name.language for name in set(names) if name.kind is NameKind.LEGAL).items():
        if times > 1:
            reasons.append(
                Reason(
                    "parties.name.legal",
                    "There can be one legal name in the language {language}, not {count}.",
                    "Rename the one that is there, or give the other as a short name.",
                    "name",
                    {"language": language.value, "count": times},
                )
            )
    return tuple(reasons)


def against_renaming(names: tuple[Name, ...], old: Name, new: Name) -> tuple[Reason, ...]:
    """Why ``new`` may not take the place of ``old``."""
    if old not in names:
        return (_absent(old),)
    for name in (old, new):
        if name.kind is NameKind.FORMER:
            return (
                Reason(
                    "parties.name.former",
                    "{name} is a former name, so it takes no other's place and is not replaced.",
                    "Name a legal or a short name.",
                    "name",
                    {"name": name.text},
                ),
            )
    return against_names(renamed(names, old, new))


def against_withdrawing(names: tuple[Name, ...], name: Name) -> tuple[Reason, ...]:
    """Why ``name`` may not be taken away."""
    return against_names(without(names, name)) if name in names else (_absent(name),)


def _is_readable(text: str) -> bool:
    plain = bool(text) and text == text.strip()
    return plain and not any(unicodedata.category(character) in _UNPRINTABLE for character in text)


def _unreadable(name: Name) -> Reason:
    return Reason(
        "parties.name.text",
        "A name in the language {language} is empty, has a space at an end, or holds an invisible character.",
        "Type it again.",
        "name",
        {"language": name.language.value},
    )


def _absent(name: Name) -> Reason:
    return Reason(
        "parties.name.unknown",
        "There is no {kind} name {name} in the language {language}.",
        "Give the name as it stands, with its kind.",
        "name",
        {"name": name.text, "kind": name.kind.value, "language": name.language.value},
    )
