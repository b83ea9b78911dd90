"""Cases whose votes and decisions are signed, and the parts of their records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from securesystemslib.signer import CryptoSigner

from approval_cases import Story
from tilth.approval import Outcome, Procedure, the_procedure
from tilth.approval.decisions import Proof, Signer, chain_of, sign, statement_for, verify_record
from tilth.approval.decisions.signing import Signable
from tilth.approval.events import CaseEvent, ReviewerAssigned, Submitted, Voted
from tilth.kernel.dsse import public_key_pem
from tilth.kernel.refusal import Reason
from tilth.kernel.signature import Meaning

DAY = date(2026, 1, 5)
DEMO = the_procedure("demo-first-in-human")
KEY = CryptoSigner.generate_ed25519()
MANIFEST = b'{"dossier":"first"}'
AT = "2026-01-05T03:04:05.000000Z"


def hashed(data: bytes) -> str:
    """The hash of some bytes."""
    return hashlib.sha256(data).hexdigest()


def signer(person: str, role: str = "biosafety_officer") -> Signer:
    """A person who signs a review."""
    return Signer(
        person=person, role=role, meaning=Meaning.REVIEW, at=AT, proof=Proof.PASSWORD_AND_CODE, name=f"Dr {person}"
    )


def vote(person: str, outcome: Outcome = Outcome.APPROVED, on: date = DAY) -> Voted:
    """A vote on the biosafety dossier."""
    return Voted(step="biosafety", person=person, outcome=outcome, reason="Read it.", on=on)


@dataclass
class Record:
    """A story whose envelopes are kept, and the parts of its record."""

    story: Story
    envelopes: dict[str, bytes] = field(default_factory=dict)

    def sign(self, event: Signable, person: str, *keys: CryptoSigner, past: bool = False) -> Record:
        """Let an event happen with a person's signed statement; ``past`` the rules, if they would refuse it."""
        statement = statement_for(self.story.events, self.story.procedure, event, signer(person))
        self.envelopes[f"record/decisions/{len(self.envelopes) + 1:03d}.dsse.json"] = sign(
            statement, *(keys or (KEY,))
        )
        cited = replace(event, statement=statement.sha256)
        if past:
            self.story.events.append(cited)
        else:
            self.story.tell(cited)
        return self

    def parts(self) -> dict[str, bytes | Mapping[str, bytes]]:
        """What :func:`tilth.approval.decisions.verify_record` takes."""
        return {
            "manifest": MANIFEST,
            "procedure": self.story.procedure.to_json(),
            "events": told(self.story.events),
            "envelopes": self.envelopes,
            "keys": {"record/key.pem": public_key_pem(KEY.public_key)},
        }

    def faults(self, **changed: bytes | Mapping[str, bytes]) -> tuple[Reason, ...]:
        """What is wrong with the record, where some of its parts are others."""
        return verify_record(**{**self.parts(), **changed})  # type: ignore[arg-type]

    def codes(self, **changed: bytes | Mapping[str, bytes]) -> list[str]:
        """The codes of what is wrong, without their common beginning."""
        return [each.code.removeprefix("record.") for each in self.faults(**changed)]


def told(events: Sequence[CaseEvent]) -> bytes:
    """The file of some events."""
    return b"".join(chain_of(events))


def under_review(procedure: Procedure = DEMO, *reviewers: str) -> Record:
    """The demonstration's biosafety dossier, handed in by p0, with reviewers."""
    story = Story(procedure, DAY).evidence("biosafety", DAY)
    story.tell(Submitted(step="biosafety", manifest=hashed(MANIFEST), on=DAY, person="p0"))
    for person in reviewers or ("p1", "p2", "p3"):
        story.tell(ReviewerAssigned(step="biosafety", person=person, role="biosafety_officer", on=DAY))
    return Record(story)


def decided() -> Record:
    """The same, approved by the signed votes of p1 and p2."""
    return under_review().sign(vote("p1"), "p1").sign(vote("p2"), "p2")
