"""The documents of a case, and what a dossier's revisions hold and change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from tilth.approval.case import Item
from tilth.approval.dossier import Change, Manifest, What, diff
from tilth_site.accounts.permissions import Actor
from tilth_site.approval.evidence import results_of
from tilth_site.approval.facts import BATCH, NAME, REQUEST, is_stated
from tilth_site.approval.labels import HAPPENED
from tilth_site.approval.manifests import dossier_in
from tilth_site.approval.naming import fact_name, kind_name, value_name
from tilth_site.approval.presentation import Badge
from tilth_site.approval.seen import CaseSeen, Revision
from tilth_site.foundry.models import DesignRequest
from tilth_site.uploads.intake import store

__all__ = ["ChangeRow", "Document", "RevisionRow", "documents", "result_choices", "revision_rows"]

_RESULTS: Mapping[str, str | Promise] = {
    "design": pgettext_lazy("result", "design"),
    "list": pgettext_lazy("result", "list of constructs"),
    "assessment": pgettext_lazy("result", "check of the design"),
    "screening": pgettext_lazy("result", "screening"),
    "delivery": pgettext_lazy("result", "report of the build"),
}
"""What a result of the foundry is."""

_CHANGES: Mapping[What, tuple[Promise, str]] = {
    What.ADDED: (pgettext_lazy("change", "Added"), "good"),
    What.REMOVED: (pgettext_lazy("change", "Removed"), "bad"),
    What.CHANGED: (pgettext_lazy("change", "Changed"), "warn"),
    What.RENAMED: (pgettext_lazy("change", "Renamed"), "info"),
    What.RESTATED: (pgettext_lazy("change", "Said otherwise"), "info"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a case: what it is, its name, what is stated of it, and the request and run of the foundry
    that a result comes from (empty for what was uploaded, and where the reader may not see them).
    """

    item: Item
    kind: str
    name: str
    facts: tuple[tuple[str, str], ...]
    request: str
    run: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What is different from the revision before."""

    badge: Badge
    name: str
    more: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision of a dossier with its number, what brought it, its manifest (None where it is not kept here), and
    what it changes. The ``first`` one changes nothing.
    """

    number: int
    revision: Revision
    words: str
    manifest: Manifest | None
    changes: tuple[ChangeRow, ...]

    @property
    def first(self) -> bool:
        """Whether there is none before it."""
        return self.number == 1


def documents(one: CaseSeen, reader: Actor) -> tuple[Document, ...]:
    """The documents of the case, newest first. One query."""
    named = {item.facts.get(REQUEST, "") for item in one.case.evidence}
    seen = set(DesignRequest.objects.visible_to(reader).filter(pk__in=named).values_list("pk", flat=True))
    return tuple(_document(item, seen) for item in reversed(one.case.evidence))


def _document(item: Item, seen: Set[str]) -> Document:
    facts = item.facts
    open_to_reader = facts.get(REQUEST, "") in seen
    return Document(
        item=item,
        kind=kind_name(item.kind),
        name=facts.get(NAME) or kind_name(item.kind),
        facts=tuple((fact_name(fact), value_name(value)) for fact, value in facts.items() if is_stated(fact)),
        request=facts.get(REQUEST, "") if open_to_reader else "",
        run=facts.get(BATCH, "") if open_to_reader else "",
    )


def revision_rows(one: CaseSeen, step: str) -> tuple[RevisionRow, ...]:
    """The revisions of a step's dossier, newest first."""
    found: list[RevisionRow] = []
    before: Manifest | None = None
    for revision in one.revisions:
        if revision.step != step:
            continue
        manifest = dossier_in(revision.manifest) if revision.manifest in store() else None
        changes = tuple(_changes(before, manifest)) if before and manifest else ()
        words = str(HAPPENED[revision.type])
        found.append(RevisionRow(len(found) + 1, revision, words, manifest, changes))
        before = manifest
    return tuple(reversed(found))


def _changes(old: Manifest, new: Manifest) -> Iterator[ChangeRow]:
    for change in diff(old, new):
        words, tone = _CHANGES[change.what]
        yield ChangeRow((str(words), tone), change.name, _more(change))


def _more(change: Change) -> str:
    """How it was, and how it is."""
    if change.what is What.CHANGED:
        words = {"old": change.old[:12], "new": change.new[:12]}
    elif change.what in (What.RENAMED, What.RESTATED):
        words = {"old": change.old or "–", "new": change.new or "–"}
    else:
        return ""
    return gettext("%(old)s becomes %(new)s") % words


def result_choices(actor: Actor, one: CaseSeen) -> list[tuple[str, str]]:
    """What the foundry found out about the applicant's designs and the case does not hold yet, to choose from."""
    there = {item.sha256 for item in one.case.evidence}
    found: dict[str, str] = {}
    for result in results_of(actor, one.case.applicant):
        if result.sha256 not in there:
            words = {
                "title": result.title,
                "what": _RESULTS.get(result.what, result.what),
                "name": result.name.replace(f"-{result.request}", ""),
            }
            found[f"{result.request}/{result.sha256}"] = gettext("%(title)s: %(what)s (%(name)s)") % words
    return list(found.items())
