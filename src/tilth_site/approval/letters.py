"""The letters of questions of a step: as rows for its page, and as choices for whoever answers one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, pgettext

from tilth.approval.case import Halt, StepState
from tilth_site.approval.choices import Choices
from tilth_site.approval.drawing import short_day
from tilth_site.approval.presentation import Badge

__all__ = ["LetterRow", "letter_choices", "letter_rows", "letter_title"]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in words: its title, whether it is open or answered, and each answer that came."""

    letter: Halt
    title: str
    badge: Badge
    answers: tuple[tuple[date, str], ...]


def letter_rows(state: StepState) -> tuple[LetterRow, ...]:
    """Every letter of a step, the first one first."""
    return tuple(
        LetterRow(
            letter=letter,
            title=letter_title(letter.number),
            badge=_badge(letter),
            answers=tuple(
                (answer.on, gettext("answered in full") if answer.full else gettext("answered in part"))
                for answer in letter.answers
            ),
        )
        for letter in state.letters
    )


def letter_title(number: int) -> str:
    """What a letter is called."""
    return gettext("Letter %(number)d") % {"number": number}


def letter_choices(letters: Sequence[Halt]) -> Choices:
    """Letters to choose from, each by its number with its day and the name of its file."""
    return [
        (str(one.number), ", ".join(filter(None, (letter_title(one.number), short_day(one.since), one.name))))
        for one in letters
    ]


def _badge(letter: Halt) -> Badge:
    if letter.answered:
        return gettext("Answered in full"), "good"
    if letter.until is None:
        return (gettext("Answered in part"), "warn") if letter.answers else (pgettext("letter", "Open"), "warn")
    return gettext("Not answered"), "neutral"
