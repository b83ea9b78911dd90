"""The bundle of a dossier, to be handed out and checked without Tilth: files, manifest, record, printed dossier.

It is made into a file without a name, which the system takes back when the answer is sent. What is in it is what
everybody who sees the case sees; the envelopes of its decisions are those that the journal cites.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, BinaryIO

from tilth.approval.decisions import open_statement
from tilth.approval.dossier import File
from tilth.approval.dossier.bundle import Dossier, write_zip
from tilth.approval.dossier.record import Record, events_file
from tilth.kernel.dsse import public_key_pem
from tilth.kernel.errors import IntegrityError
from tilth_site.approval.manifests import dossier_in
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.statements import ENVELOPE
from tilth_site.journal.checkpoints import known_keys, site_key
from tilth_site.uploads.intake import store

if TYPE_CHECKING:
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]

__all__ = ["bundle_name", "bundle_of", "zipped"]


def bundle_of(one: CaseSeen, sha256: str) -> Dossier | None:
    """The dossier of the case with the manifest of that hash; None where the case never had it."""
    if sha256 not in {revision.manifest for revision in one.revisions}:
        return None
    envelopes = tuple(_envelopes(one))
    record = Record(events=events_file(one.events), decisions=envelopes, key=_key(envelopes))
    return Dossier(manifest=dossier_in(sha256), procedure=one.procedure, open=_open, record=record)


def zipped(dossier: Dossier) -> BinaryIO:
    """The bundle as a zip, at its start; whoever gets it closes it. Raises IntegrityError where evidence was
    altered.
    """
    stream = tempfile.TemporaryFile(dir=store().root)  # noqa: SIM115  the caller closes it
    try:
        write_zip(dossier, stream)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def bundle_name(dossier: Dossier) -> str:
    """The name under which the bundle is handed out."""
    heading = dossier.manifest.heading
    return f"dossier-{heading.step}-{dossier.manifest.revision}.zip"


def _open(file: File) -> IO[bytes]:
    return store().open(file.sha256)


def _envelopes(one: CaseSeen) -> Iterator[bytes]:
    """The signed statements that the case's entries cite, in their order."""
    kept = store()
    for sha256 in dict.fromkeys(sha256 for entry in one.entries for sha256 in entry.evidence):
        if sha256 in kept and kept.records(sha256)[0].kind == ENVELOPE:
            yield kept.get(sha256)


def _key(envelopes: Sequence[bytes]) -> bytes:
    """The public key, in PEM, that all the envelopes were signed with: the site's own, or an earlier one where the
    site was restored since.
    """
    own = site_key().public_key
    fitting = (key for key in (own, *known_keys()) if all(_signed_by(key, envelope) for envelope in envelopes))
    return public_key_pem(next(fitting, own))


def _signed_by(key: SSlibKey, envelope: bytes) -> bool:
    try:
        open_statement(envelope, [key])
    except IntegrityError:
        return False
    return True
