"""Cases for the tests: events put before the rules one after the other."""

from __future__ import annotations

import hashlib
from datetime import date

from tilth.approval import Case, Outcome, Procedure, decide, fold_until, standing, the_procedure
from tilth.approval.clock import Standing
from tilth.approval.events import CaseEvent, CaseOpened, Decided, EvidenceAdded, Submitted
from tilth.kernel.refusal import Refused

TODAY = date(2027, 1, 1)
ORG = "org_loam"


def digest(text: str) -> str:
    """A hash to stand for a document."""
    return hashlib.sha256(text.encode()).hexdigest()


class Story:
    """A case as it is told: each event has to be allowed."""

    def __init__(self, procedure: Procedure, opened: date, **facts: str) -> None:
        self.procedure = procedure
        self.events: list[CaseEvent] = []
        self.tell(
            CaseOpened(
                id="case_1",
                applicant=ORG,
                procedure=procedure.id,
                version=procedure.version,
                digest=procedure.digest,
                on=opened,
                facts=facts,
            )
        )

    def tell(self, *events: CaseEvent) -> Story:
        """Let events happen, with what follows from them."""
        for event in events:
            answer = self.ask(event)
            assert not isinstance(answer, Refused), str(answer)
            self.events += answer
        return self

    def ask(self, event: CaseEvent) -> tuple[CaseEvent, ...] | Refused:
        """What the rules say to an event."""
        return decide(fold_until(self.events, event.on), event, self.procedure, TODAY)

    def code(self, event: CaseEvent) -> str:
        """The code of the first reason for which an event is refused."""
        answer = self.ask(event)
        assert isinstance(answer, Refused), f"{event} was allowed"
        return answer.reasons[0].code

    def case(self, day: date) -> Case:
        """The case at the end of a day."""
        found = fold_until(self.events, day)
        assert found is not None
        return found

    def stands(self, step: str, day: date) -> Standing:
        """Where a step stands at the end of a day."""
        return standing(self.case(day), self.procedure, day)[step]

    def evidence(self, step: str, day: date) -> Story:
        """Add all that a step wants."""
        found = self.procedure.step(step)
        assert found is not None
        for required in found.evidence:
            for number in range(required.count):
                name = digest(f"{required.kind} {number}")
                known = self.case(day).evidence
                if not any((item.kind, item.sha256) == (required.kind, name) for item in known):
                    self.tell(EvidenceAdded(kind=required.kind, sha256=name, on=day, facts={"glp": "yes"}))
        return self


def trial_application(accepted: date, **facts: str) -> Story:
    """A clinical-trial application that was accepted on a day, so that its review began."""
    day = date.fromordinal(accepted.toordinal() - 3)
    story = Story(the_procedure("cn-nmpa-clinical-trial"), day, **facts).evidence("acceptance", day)
    return story.tell(
        Submitted(step="acceptance", manifest=digest("dossier"), on=day),
        Decided(
            step="acceptance", outcome=Outcome.APPROVED, by="authority", document=digest("notice"), on=accepted
        ),
    )
