"""The record in a bundle: whether it holds, and whether its key is the one that the reader trusts.

The key in a bundle is whoever's made the bundle. Who holds the key that the signing site publishes gives it, and
then the bundle's own counts for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from tilth.approval.decisions import verify_record
from tilth.approval.dossier.layout import MANIFEST
from tilth.approval.dossier.model import Manifest
from tilth.approval.dossier.record import DECISIONS, EVENTS_FILE, KEY_FILE, PROCEDURE_FILE, told_events
from tilth.approval.events import CaseOpened
from tilth.kernel.dsse import public_key
from tilth.kernel.errors import InputError
from tilth.kernel.refusal import Reason

__all__ = ["record_faults"]

_AGAIN = "Get the bundle again from where it was made."


def record_faults(manifest: Manifest, files: Mapping[str, bytes], trusted: bytes = b"") -> Iterator[Reason]:
    """Every fault of the record in ``files``, those of the bundle beside the manifest's by name. Signatures are
    checked with the key ``trusted`` in PEM, or with the bundle's own where it is empty.

    Raises InputError (``dsse.key``) where ``trusted`` is no ed25519 public key.
    """
    own, procedure = files.get(KEY_FILE, b""), files.get(PROCEDURE_FILE)
    if trusted and own and public_key(trusted).keyval != _keyval(own):
        yield Reason("dossier.key.other", "It is not the key that was given.", "Trust the one given.", KEY_FILE)
    if procedure is None:
        yield Reason("dossier.file.missing", "It is not there.", _AGAIN, PROCEDURE_FILE)
        return
    if hashlib.sha256(procedure).hexdigest() != manifest.heading.procedure.digest:
        wrong = "It is not the procedure that the manifest pins."
        yield Reason("dossier.procedure.altered", wrong, _AGAIN, PROCEDURE_FILE)
    yield from _other_case(manifest, files.get(EVENTS_FILE, b""))
    keys = {KEY_FILE: trusted or own} if trusted or own else {}
    yield from verify_record(
        manifest=files[MANIFEST],
        procedure=procedure,
        events=files.get(EVENTS_FILE, b""),
        envelopes={name: files[name] for name in sorted(files) if name.startswith(DECISIONS)},
        keys=keys,
    )


def _other_case(manifest: Manifest, events: bytes) -> Iterator[Reason]:
    for event in told_events(events):
        if event.get("type") == CaseOpened.TYPE and event.get("id") != manifest.heading.case:
            facts = {"case": str(event.get("id")), "own": manifest.heading.case}
            said = "The events are those of the case {case}, and the dossier is for {own}."
            yield Reason("dossier.events.case", said, _AGAIN, EVENTS_FILE, facts)


def _keyval(pem: bytes) -> object:
    try:
        return public_key(pem).keyval
    except InputError:
        return None
