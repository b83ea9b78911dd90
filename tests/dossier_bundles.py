"""The example's dossier as a bundle, decided by two signed votes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from approval_cases import Story
from tilth.approval import Outcome
from tilth.approval.decisions import Proof, Signer, sign, statement_for
from tilth.approval.dossier import Manifest
from tilth.approval.dossier.bundle import Dossier
from tilth.approval.dossier.description import Described, read_description
from tilth.approval.dossier.record import Record, events_file
from tilth.approval.dossier.survey import open_file, survey
from tilth.approval.events import CaseOpened, EvidenceAdded, ReviewerAssigned, Submitted, Voted
from tilth.kernel.dsse import public_key_pem
from tilth.kernel.signature import Meaning

EXAMPLE = Path(__file__).resolve().parents[1] / "examples/dossier"
KEY = CryptoSigner(Ed25519PrivateKey.from_private_bytes(b"of the invented example, no more"))
PEM = public_key_pem(KEY.public_key)
DECIDED = date(2025, 11, 21)


def described(folder: Path = EXAMPLE / "revision-1") -> Described:
    """A description that is known to be sound."""
    found = read_description(folder)
    assert isinstance(found, Described)
    return found


def built(folder: Path = EXAMPLE / "revision-1", before: Manifest | None = None) -> Dossier:
    """The dossier of a folder, without a record."""
    known = described(folder)
    return Dossier(
        manifest=survey(known, before),
        procedure=known.procedure,
        open=lambda file: open_file(folder, file.path),
    )


def decided(dossier: Dossier | None = None) -> Dossier:
    """A dossier that was handed in and approved by two signed votes."""
    one = dossier or built()
    manifest = one.manifest
    day = manifest.heading.created
    story = Story(one.procedure, day)
    opened = story.events[0]
    assert isinstance(opened, CaseOpened)
    story.events[0] = replace(opened, id=manifest.heading.case)
    for file in manifest.files:
        if not file.made_from or file.facts:
            story.tell(EvidenceAdded(kind=file.role, sha256=file.sha256, on=day))
    story.tell(Submitted(step="biosafety", manifest=manifest.sha256, on=day, person="person_ana"))
    for person in ("person_gu", "person_he"):
        story.tell(ReviewerAssigned(step="biosafety", person=person, role="biosafety_officer", on=day))
    envelopes = tuple(signed_vote(story, person) for person in ("person_gu", "person_he"))
    return replace(one, record=Record(events=events_file(story.events), decisions=envelopes, key=PEM))


def signed_vote(story: Story, person: str, key: CryptoSigner = KEY) -> bytes:
    """Let a person vote, signed."""
    vote = Voted(
        step="biosafety", person=person, outcome=Outcome.APPROVED, reason="Risk group 1, contained.", on=DECIDED
    )
    name = {"person_gu": "Gu Wei 顾薇", "person_he": "He Lan 何兰"}[person]
    signer = Signer(
        person=person,
        role="biosafety_officer",
        meaning=Meaning.REVIEW,
        at="2025-11-21T03:04:05.000000Z",
        proof=Proof.PASSWORD_AND_CODE,
        name=name,
    )
    statement = statement_for(story.events, story.procedure, vote, signer)
    story.tell(replace(vote, statement=statement.sha256))
    return sign(statement, key)
