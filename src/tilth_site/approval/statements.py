"""What a reviewer or an officer signs: the decision, on which dossier, under which procedure, at which clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import rfc8785

from tilth.approval import events as ask
from tilth.kernel.journal import instant
from tilth_site.approval.matters import Matter
from tilth_site.approval.papers import put
from tilth_site.signatures.signing import Ink

__all__ = ["Kept", "Statement", "envelope"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A vote, or a decision on paper, in the case ``found``, with the ``ink`` of who signs ``at`` an instant."""

    found: Matter
    event: ask.Voted | ask.Decided
    ink: Ink
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed statement among the evidence, and the hashes that the signature binds to."""

    sha256: str
    signed: tuple[str, ...]


def envelope(one: Statement) -> Kept:
    """Keep the statement; its hash, and all that is signed."""
    case, step = one.found.case, one.event.step
    manifest = case.step(step).manifest
    content = {
        "case": case.id, "step": step, "outcome": one.event.outcome.value, "manifest": manifest,
        "procedure": case.digest, "person": one.ink.person, "at": instant(one.at),
    }  # fmt: skip
    sha256 = put(rfc8785.dumps(content), "approval.decision", one.at)
    return Kept(sha256, tuple(dict.fromkeys(filter(None, (manifest, case.digest, sha256)))))
