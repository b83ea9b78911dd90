"""What is signed with a vote and with a recorded decision, and that it holds without the site."""

from __future__ import annotations

import pytest

from dockets import Docket, code, done
from tilth.approval.case import Outcome
from tilth.approval.decisions import Proof, chain_of, head_of, open_statement, verify_chain
from tilth.approval.decisions.statement import What
from tilth.kernel.evidence import EvidenceStore
from tilth_site.approval.statements import ENVELOPE
from tilth_site.journal.checkpoints import site_key
from tilth_site.signatures.models import SignatureGiven
from tilth_site.uploads.intake import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path) -> None:
    settings.HOME = tmp_path


def envelopes(kept: EvidenceStore) -> list[bytes]:
    return [kept.get(record.sha256) for record in kept if record.kind == ENVELOPE]


def test_a_vote_is_stated_in_an_envelope_that_the_sites_key_signed(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer())
    before = docket.seen(3).events
    done(docket.vote(docket.as_reviewer(day=3)))
    (envelope,) = envelopes(store())
    statement = open_statement(envelope, [site_key().public_key])
    assert (statement.what, statement.outcome, statement.step) == (What.VOTE, Outcome.APPROVED, "biosafety")
    assert statement.manifest == docket.case.step("biosafety").manifest
    assert (statement.clock.statutory, statement.clock.limit) == (3, 15)
    assert (statement.signer.person, statement.signer.proof) == (docket.reviewer(), Proof.PASSWORD)
    assert statement.signer.name == ""
    assert statement.after == head_of(before)
    assert docket.case.step("biosafety").votes[0].statement == statement.sha256


def test_the_persons_signature_binds_to_the_statement_the_dossier_and_the_procedure(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer())
    done(docket.vote(docket.as_reviewer(day=3)))
    given, state = SignatureGiven.objects.get(), docket.case.step("biosafety")
    assert given.signed.split() == [state.manifest, docket.case.digest, state.votes[0].statement]
    assert all(sha256 in store() for sha256 in given.signed.split())
    assert not store().verify(given.signed.split())


def test_a_decision_on_paper_is_signed_by_the_officer_who_records_it(docket: Docket) -> None:
    docket.procedure = "us-fda-ind"
    docket.open()
    for kind in ("application_form", "clinical_protocol", "investigators_brochure"):
        docket.add(kind, kind)
    docket.hand_in("review")
    done(docket.decide("review", Outcome.APPROVED, day=20))
    (envelope,) = envelopes(store())
    statement = open_statement(envelope, [site_key().public_key])
    assert (statement.what, statement.document) == (What.DECISION, docket.case.step("review").decision.document)
    assert not verify_chain(chain_of(docket.seen(20).events))


def test_a_refused_vote_signs_nothing(docket: Docket) -> None:
    docket.submitted()
    assert code(docket.vote(docket.as_reviewer(day=3))) == "approval.case.reviewer"
    assert not envelopes(store())
    assert not SignatureGiven.objects.exists()
