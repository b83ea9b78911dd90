"""The events of a record as far as they can be trusted: up to the first place at which their chain breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tilth.approval.case import Case
from tilth.approval.decisions.chain import Break, event_in, read_line, verify_chain
from tilth.approval.decisions.faults import EVENTS, fault
from tilth.approval.events import CaseEvent, CaseOpened
from tilth.approval.rules.folding import fold_until
from tilth.kernel.journal import GENESIS
from tilth.kernel.refusal import Reason

__all__ = ["History", "history_of"]


@dataclass(frozen=True, slots=True)
class History:
    """The trusted ``events`` with the hash of each, the hashes of ``manifests`` that any readable line names, and
    what is wrong with the lines.
    """

    events: tuple[CaseEvent, ...]
    hashes: tuple[str, ...]
    manifests: frozenset[str]
    faults: tuple[Reason, ...]

    @property
    def whole(self) -> bool:
        """Whether every event can be trusted."""
        return not self.faults

    @property
    def opened(self) -> CaseOpened | None:
        """The event that opened the case."""
        first = self.events[0] if self.events else None
        return first if isinstance(first, CaseOpened) else None

    def place_after(self, hash: str) -> int | None:
        """How many events there were when ``hash`` stood for all of them; None where it never did."""
        if hash == GENESIS:
            return 0
        return self.hashes.index(hash) + 1 if hash in self.hashes else None

    def case_before(self, place: int) -> Case | None:
        """The case as the event at this place found it: on its day, after the events that stand before it."""
        return fold_until(self.events[:place], self.events[place].on)


def history_of(lines: Sequence[bytes]) -> History:
    """What of ``lines`` can be trusted. O(lines), and again as much where something is wrong."""
    broken = verify_chain(lines)
    sound = lines[: broken.number - 1] if broken else lines
    events: list[CaseEvent] = []
    for number, line in enumerate(sound, start=1):
        try:
            event = event_in(read_line(line).event)
        except ValueError as error:
            broken = Break(number, "unreadable", f"Event {number} cannot be read: {error}.")
            break
        if isinstance(event, CaseOpened) is not (number == 1):
            broken = Break(
                number, "unreadable", f"Event {number} cannot stand there: a case is opened first, once."
            )
            break
        events.append(event)
    hashes = tuple(read_line(line).hash for line in sound[: len(events)])
    return History(tuple(events), hashes, frozenset(_manifests(lines)), _faults(broken))


def _faults(broken: Break | None) -> tuple[Reason, ...]:
    if broken is None:
        return ()
    return (fault(f"events.{broken.kind}", f"{EVENTS}:{broken.number}", "{said}", said=broken.what),)


def _manifests(lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines:
        try:
            named = read_line(line).event.get("manifest")
        except ValueError:
            continue
        if isinstance(named, str):
            yield named
