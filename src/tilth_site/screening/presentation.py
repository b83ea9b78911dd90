"""A screening as its page shows it: the sequences that did not pass, the layers, the reviews, what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from tilth.approval.gate import EVENTS, GateEvent, Record
from tilth.approval.gate.events import Attempted, Reviewed, Screened
from tilth.approval.gate.staleness import title
from tilth.approval.screening.model import LayerRun, OrderScreen, QueryScreen
from tilth.kernel.journal import Entry, decode
from tilth_site.charts import Figure
from tilth_site.journal.streams import entries_of
from tilth_site.pages.names import names_of
from tilth_site.screening.drawing import hit_map
from tilth_site.screening.queries import titles_of
from tilth_site.screening.tables import SCREENINGS
from tilth_site.screening.wording import DECISIONS, HAPPENED, LAYERS, note_words

__all__ = ["MOST", "Moment", "Shown", "age", "moments", "people", "shown"]

MOST = 25
"""Sequences with a picture of their own; the report has all of them."""

_KINDS = {event.TYPE: event for event in EVENTS}


@dataclass(frozen=True, slots=True)
class Shown:
    """A sequence that did not pass, why, and its picture where there is a match."""

    query: QueryScreen
    reasons: tuple[str, ...]
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the record: what happened, and the detail worth saying."""

    entry: Entry
    what: str
    detail: str


def shown(report: OrderScreen, record: Record) -> dict[str, object]:
    """What a page says of the report."""
    stopped = [query for query in report.queries if query.reasons or query.hits]
    together = record.result.together if record.result else ()
    titles = titles_of(together) if together else {}
    return {
        "report": report,
        "stopped": [
            Shown(query, _reasons(query), hit_map(number, query) if query.hits else None)
            for number, query in enumerate(stopped[:MOST], start=1)
        ],
        "unshown": max(len(stopped) - MOST, 0),
        "layers": [(str(LAYERS[run.layer]), run, note_words(run.note)) for run in _ordered(report.layers)],
        "together": [(id, titles.get(id, id)) for id in together],
        "database": title(report.database) if report.database else "",
    }


def _reasons(query: QueryScreen) -> tuple[str, ...]:
    """Why the sequence did not pass, in the reader's language."""
    return tuple(gettext(reason.sentence).format_map(reason.data) for reason in query.reasons)


def _ordered(layers: tuple[LayerRun, ...]) -> list[LayerRun]:
    return sorted(layers, key=lambda run: not run.ran)


def moments(id: str) -> list[Moment]:
    """The record entry by entry, newest first."""
    return [_moment(entry) for entry in reversed(entries_of(SCREENINGS.name(id)))]


def _moment(entry: Entry) -> Moment:
    event = decode(entry, _KINDS[entry.type])
    return Moment(entry, str(HAPPENED[entry.type]), " · ".join(_details(event)))


def _details(event: GateEvent) -> Iterator[str]:
    match event:
        case Screened(result=result):
            yield gettext("version %(version)d") % {"version": result.design_version}
            yield title(result.database)
        case Attempted(failure=failure):
            yield gettext("version %(version)d") % {"version": failure.design_version}
            yield f"{gettext(failure.message)} {gettext(failure.advice)}"
        case Reviewed(review=review):
            yield str(DECISIONS[review.decision])
            yield review.reason
        case _:
            return


def people(found: list[Moment]) -> Mapping[str, str]:
    """The names of everyone in the record; a part of Tilth is called what it is."""
    parts = {"worker": gettext("Tilth’s worker"), "operator": gettext("the operator")}
    return {**parts, **names_of(moment.entry.actor for moment in found)}


def age(since: date, today: date) -> int:
    """Whole days since."""
    return max((today - since).days, 0)
