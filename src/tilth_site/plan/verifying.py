"""Is a published report what it was? Made again from the journal, and held against the signed checkpoint.

Three questions, each on its own. Does the journal, folded up to the entry that the report rests on, give the same
bytes? Did this site sign the checkpoint that seals it? And is the entry that published it, with that hash in it,
one of those that the checkpoint was signed over?
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import msgspec
from django.conf import settings

from tilth.kernel.checkpoint import Checkpoint, check, load_public_key, open_signed
from tilth.kernel.errors import IntegrityError, MissingError, TilthError
from tilth.kernel.merkle import inclusion_proof, verify_inclusion
from tilth.plan.exchange.report_json import report_bytes
from tilth_site.journal.checkpoints import FOLDER
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.streams import entries_of, fold
from tilth_site.plan.ledgers import ledger_at
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.publishing import make
from tilth_site.plan.tables import PLANS
from tilth_site.uploads.intake import store

__all__ = ["Difference", "Rebuilt", "Verified", "rebuild", "verification"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the two files (``figures[3].certain``) at which they differ; None where one lacks it."""

    path: str
    published: str | None
    rebuilt: str | None


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the journal says today that the report said: whether byte for byte ``equal``, under which ``sha256``,
    and where it differs.
    """

    equal: bool
    sha256: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What can be shown of a published report.

    ``signed``: one of this site's keys signed the checkpoint. ``within``: the entry that published the report is
    under the root that was signed. ``faults`` say in words what is not so.
    """

    rebuilt: Rebuilt
    signed: bool
    within: bool
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong and nothing is missing."""
        return self.rebuilt.equal and self.signed and self.within and not self.faults


def rebuild(report_id: str) -> Rebuilt | None:
    """The report made again from the journal's entries up to the one it rests on; None where there is no such
    report.

    Costs one pass over the entries about evidence up to there. Raises IntegrityError where the journal does not
    hold the plan, and MissingError or IntegrityError where the bytes differ and the published ones are lost or
    altered.
    """
    row = PublishedReport.objects.filter(pk=report_id).first()
    if row is None:
        return None
    entries = [entry for entry in entries_of(PLANS.name(row.plan)) if entry.seq <= row.seq]
    state = fold(PLANS, entries)
    if state is None:
        raise IntegrityError(
            "plan.report.plan",
            f"The journal does not hold the plan {row.plan} before entry {row.seq}.",
            mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
        )
    data = report_bytes(make(state.plan, ledger_at(row.plan, row.seq), row.as_of, row.known_by))
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 == row.sha256:
        return Rebuilt(True, sha256)
    published = msgspec.json.decode(store().get(row.sha256))
    return Rebuilt(False, sha256, tuple(_differences("", published, msgspec.json.decode(data))))


def verification(report_id: str) -> Verified | None:
    """Everything that can be shown of the report; None where there is no such report.

    Costs a rebuild and one pass over the journal's hashes. Errors as :func:`rebuild`.
    """
    row = PublishedReport.objects.filter(pk=report_id).first()
    rebuilt = rebuild(report_id)
    if row is None or rebuilt is None:
        return None
    if not row.sealed:
        return Verified(rebuilt, False, False, ("No checkpoint holds the publication yet.",))
    try:
        checkpoint = _opened(row.checkpoint)
    except TilthError as error:
        return Verified(rebuilt, False, False, (error.message,))
    hashes = list(
        JournalEntry.objects.filter(seq__lte=checkpoint.size).order_by("seq").values_list("hash", flat=True)
    )
    faults = [fault.message for fault in check(checkpoint, hashes)]
    within = not faults and _within(row, checkpoint, hashes)
    if not faults and not within:
        faults.append("The entry that published the report is not one of those that the checkpoint speaks of.")
    return Verified(rebuilt, True, within, tuple(faults))


def _opened(sha256: str) -> Checkpoint:
    """The checkpoint that is kept under this hash, once a key of this site has shown to have signed it."""
    envelope = store().get(sha256)
    refused: TilthError = MissingError(
        "checkpoint.no_key",
        "This site has no public key to check the checkpoint with.",
        mend="Restore the folder of checkpoints from a backup.",
    )
    for key in sorted((settings.HOME / FOLDER).glob("*.pub")):
        try:
            return open_signed(envelope, load_public_key(key))
        except IntegrityError as error:
            refused = error
    raise refused


def _within(row: PublishedReport, checkpoint: Checkpoint, hashes: list[str]) -> bool:
    """Whether the entry that published the report hashes to a leaf under the root that was signed."""
    body = JournalEntry.objects.filter(seq=row.first_seq).values_list("body", flat=True).first()
    if body is None or row.first_seq > checkpoint.size or row.sha256 not in body:
        return False
    leaves = [bytes.fromhex(one) for one in hashes]
    proof = inclusion_proof(leaves, row.first_seq - 1)
    leaf, root = hashlib.sha256(body.encode()).digest(), bytes.fromhex(checkpoint.root)
    return verify_inclusion(leaf, row.first_seq - 1, checkpoint.size, proof, root)


def _differences(path: str, one: object, other: object) -> Iterator[Difference]:
    if type(one) is not type(other) or not isinstance(one, dict | list):
        if one != other:
            yield Difference(path, _text(one), _text(other))
    elif isinstance(one, dict):
        two = cast("dict[str, object]", other)
        for key in sorted({*one, *two}):
            yield from _differences(f"{path}.{key}".lstrip("."), one.get(key), two.get(key))
    else:
        rest = cast("list[object]", other)
        for at in range(max(len(one), len(rest))):
            yield from _differences(
                f"{path}[{at}]", one[at] if at < len(one) else None, rest[at] if at < len(rest) else None
            )


def _text(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
