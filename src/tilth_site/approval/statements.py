"""What a reviewer or an officer signs: the decision, on which dossier, under which procedure, at which clock.

The statement is signed twice, for two readers. The site's key signs it in an envelope (DSSE), which goes with the
dossier and holds without Tilth. And the person's signature, given after proving anew who one is, stands in the
journal, bound to the hashes of the statement, the dossier and the procedure. Both commit to the printed name by
the same salt, so that erasing it erases the name from both.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from tilth.approval import decisions
from tilth.approval.decisions import Proof, Signer, statement_for
from tilth.approval.decisions.signing import Signable
from tilth.approval.events import CaseEvent
from tilth.kernel.journal import instant
from tilth.kernel.signature import SALT_SIZE, commit_name
from tilth_site.accounts.models import User
from tilth_site.approval.matters import Matter
from tilth_site.approval.papers import put
from tilth_site.approval.tables import CASES
from tilth_site.journal.append import Happened
from tilth_site.journal.checkpoints import site_key
from tilth_site.signatures.reauthentication import has_code
from tilth_site.signatures.signing import Ink, sign

__all__ = ["ENVELOPE", "STATEMENT", "Drafted", "draft"]

STATEMENT, ENVELOPE = "approval.statement", "approval.decision"
"""The kinds of evidence that a statement and its envelope are."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement that is to be signed with ``ink`` ``at`` an instant. ``event`` cites it by its hash;
    ``procedure`` is the digest of the one that the case pins.
    """

    event: Signable
    statement: decisions.Statement
    procedure: str
    ink: Ink
    at: datetime
    salt: bytes

    def give(self) -> tuple[str, Happened]:
        """Sign it and keep it: the hash of its envelope, and the event of the signature. To be called inside the
        action that appends both.
        """
        put(self.statement.to_json(), STATEMENT, self.at)
        envelope = put(decisions.sign(self.statement, site_key()), ENVELOPE, self.at)
        signed = (self.statement.manifest, self.procedure, self.statement.sha256)
        subject = CASES.name(self.statement.case)
        return envelope, sign(self.ink, filter(None, signed), subject, self.at, salt=self.salt)


def draft(found: Matter, before: tuple[CaseEvent, ...], event: Signable, ink: Ink, at: datetime) -> Drafted:
    """The statement that goes with ``event``, which follows all that happened to the case and what comes
    ``before`` it now. Raises MissingError where the procedure has no such step, or the case no such day.
    """
    salt = secrets.token_bytes(SALT_SIZE)
    user = User.objects.filter(person=ink.person).first()
    signer = Signer(
        person=ink.person,
        role=ink.role,
        meaning=ink.meaning,
        at=instant(at),
        proof=Proof.PASSWORD_AND_CODE if user and has_code(user) else Proof.PASSWORD,
        name_commitment=commit_name(ink.name, salt),
    )
    statement = statement_for((*found.events, *before), found.procedure, event, signer)
    return Drafted(replace(event, statement=statement.sha256), statement, found.case.digest, ink, at, salt)
