"""What every form here has: the party it is about, a one-time key, a reason, and refusals at their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.kernel.refusal import Reason, Refused
from tilth.parties.commands import Command
from tilth.parties.identifiers import Scheme
from tilth.parties.model import Language, Name, NameKind, Party
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.keyed import KeyedForm, new_key
from tilth_site.parties.queries import find_person
from tilth_site.parties.wording import LANGUAGES, worded

__all__ = [
    "NAME_LENGTH",
    "DeedForm",
    "OneLine",
    "Subject",
    "again",
    "language_name",
    "names_typed",
    "say",
]

NAME_LENGTH = 300
"""Characters that a name may have: what the tables hold."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about: the party ``id`` as it is (None: it is to be registered), as ``actor`` sees it.

    ``owner`` is the organisation it belongs to, which is itself for an organisation and a venture. ``people`` are
    the ids of those who may be chosen, ``names`` theirs and its own.
    """

    actor: Actor
    id: str
    party: Party | None
    owner: str
    names: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name, or its id."""
        return self.names.get(self.id, self.id)

    def choices(self, persons: Iterable[str]) -> list[tuple[str, str]]:
        """``persons`` to choose from, by name."""
        return sorted(((id, self.names.get(id, id)) for id in dict.fromkeys(persons)), key=lambda one: one[1])


class OneLine(forms.CharField):
    """Text without control characters, which neither a name nor a database can hold."""

    def __init__(self, *, label: object, max_length: int = NAME_LENGTH, **rest: Any) -> None:
        super().__init__(label=label, max_length=max_length, **rest)  # type: ignore[arg-type]  # a lazy text


class DeedForm(KeyedForm):
    """A form that asks for a command about ``subject``. On its own it asks for nothing but a click."""

    reason = OneLine(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("Stands in the journal for good, so name no person here."),
    )

    def __init__(
        self, subject: Subject, data: QueryDict | None = None, *, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial={**self.standing(subject), **(initial or {})})
        self.subject = subject
        # The reason comes last, whatever fields a form adds.
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        for name, choices in self.choices().items():
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    @staticmethod
    def standing(subject: Subject) -> Mapping[str, object]:  # noqa: ARG004  for those who need it
        """What the fields hold at first: how things stand."""
        return {}

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """What may be chosen in each field, seen from the subject."""
        return {}

    def command(self) -> Command:
        """What the valid form asks for."""
        raise NotImplementedError

    def person_typed(self, name: str) -> str:
        """The id of the person typed in the field ``name``, for its ``clean`` method."""
        found = find_person(self.subject.actor, str(self.cleaned_data[name]))
        if found is None:
            raise forms.ValidationError(
                gettext("Nobody whom you may name has this address. Give the person’s id.")
            )
        return found


def say(form: forms.Form, refused: Refused, actor: Actor) -> None:
    """Show each reason, with what would mend it, at its field, else above the form."""
    for reason, plain in zip(worded(refused, actor).reasons, refused.reasons, strict=True):
        message = gettext(reason.sentence).format_map(reason.data)
        mend = gettext(reason.mend).format_map(reason.data) if reason.mend else ""
        form.add_error(_field(form, plain), f"{message} {mend}".strip())


def again(data: QueryDict) -> QueryDict:
    """``data`` under a new one-time key."""
    renewed = data.copy()
    renewed["key"] = new_key()
    return renewed


def names_typed(cleaned: Mapping[str, Any], kind: NameKind) -> tuple[Name, ...]:
    """The names that were typed, one in each language at most."""
    typed = ((language, str(cleaned[f"name_{language}"])) for language in (Language.ZH, Language.EN))
    return tuple(Name(text, language, kind) for language, text in typed if text)


def language_name(name: Name) -> str:
    """A name with its language, to choose it by."""
    return f"{name.text} ({LANGUAGES[name.language]})"


def _field(form: forms.Form, reason: Reason) -> str | None:
    """The field that ``reason`` speaks of, where the form has it."""
    where = reason.where
    if where == "identifier":
        spoken = {scheme.spoken: scheme.value for scheme in Scheme}
        where = where if where in form.fields else spoken.get(str(reason.data.get("scheme")), "")
    elif where == "name" and where not in form.fields:
        where = f"name_{reason.data.get('language', Language.ZH)}"
    elif where == "person" and where not in form.fields:
        where = "founders" if "founders" in form.fields else "members"
    return where if where in form.fields and not form[where].is_hidden else None
