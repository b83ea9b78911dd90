"""What the dossier of a step lacks, document by document, each with the rule that wants it."""

from __future__ import annotations

from dataclasses import dataclass

from tilth.kernel.refusal import Reason
from tilth_site.approval.naming import kind_name
from tilth_site.approval.wording import said

__all__ = ["Lack", "lacks"]


@dataclass(frozen=True, slots=True)
class Lack:
    """A document that is missing: which, how many of how many are there, and the rule with its version."""

    kind: str
    name: str
    found: int
    wanted: int
    unfit: int
    clause: str
    rule: str
    procedure: str
    version: int


def lacks(missing: tuple[Reason, ...]) -> tuple[Lack, ...]:
    """What is missing, item by item."""
    found = []
    for reason in missing:
        facts = reason.data
        found.append(
            Lack(
                kind=str(facts["kind"]),
                name=kind_name(str(facts["kind"])),
                found=int(str(facts["found"])),
                wanted=int(str(facts["wanted"])),
                unfit=int(str(facts["unfit"])),
                clause=said(str(facts["clause"])),
                rule=said(str(facts["rule"])),
                procedure=str(facts["procedure"]),
                version=int(str(facts["version"])),
            )
        )
    return tuple(found)
