"""Another body's decision is recognised by whoever signs for it, on the very dossier that was shown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dockets import NOON, Docket, code, done, ink
from tilth.approval import events
from tilth.approval.clock import Phase
from tilth.approval.decisions import What, open_statement, verify_record
from tilth.kernel.errors import OptionError
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.approval.actions import carry_out, happened
from tilth_site.approval.bundles import bundle_of
from tilth_site.approval.dossiers import Seal, hand_in
from tilth_site.approval.reviewing import decide_on_paper
from tilth_site.journal.actions import perform
from tilth_site.journal.checkpoints import site_key
from tilth_site.signatures.models import SignatureGiven

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long password for tests"
OFFICER = ("operator", Role.CLUSTER_OFFICER)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path, monkeypatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=2))


@pytest.fixture
def sealed(docket: Docket) -> Docket:
    """Whose dossier for the ethics committee is sealed."""
    docket.open().add("clinical_protocol", "first in human")
    done(hand_in(docket.founder(1), docket.id, Seal("ethics")))
    return docket


def recognised(docket: Docket, day: int = 2, manifest: str = "") -> events.Recognised:
    own = docket.case.step("ethics").dossier
    return events.Recognised(
        step="ethics", body="lead-site-ethics", manifest=manifest or own, on=docket.on(day),
        document=docket.paper(docket.officer(day), "Favourable.").sha256,
    )  # fmt: skip


def form(docket: Docket, **changed: object) -> dict[str, object]:
    own = docket.case.step("ethics").dossier
    return {
        "key": new_id("form"), "manifest": own, "body": "lead-site-ethics", "decided_on": own,
        "paper": SimpleUploadedFile("opinion.txt", b"Favourable."), "password": PASSWORD, **changed,
    }  # fmt: skip


def faults(docket: Docket) -> list[str]:
    dossier = bundle_of(docket.seen(2), docket.case.step("ethics").dossier)
    assert dossier is not None
    record = dossier.record
    found = verify_record(
        manifest=dossier.manifest.to_json(),
        procedure=dossier.procedure.to_json(),
        events=record.events,
        envelopes={f"{number}.dsse.json": envelope for number, envelope in enumerate(record.decisions)},
        keys={"key.pem": record.key},
    )
    return [each.code for each in found]


def test_a_recognition_is_signed_by_the_officer_who_records_it_and_its_record_holds(sealed: Docket) -> None:
    call = sealed.officer(2)
    done(decide_on_paper(call, sealed.id, recognised(sealed), ink(call)))
    assert sealed.seen(2).standings["ethics"].phase is Phase.APPROVED
    dossier = bundle_of(sealed.seen(2), sealed.case.step("ethics").dossier)
    statement = open_statement(dossier.record.decisions[0], [site_key().public_key])
    assert (statement.what, statement.body, statement.signer.person) == (
        What.RECOGNITION,
        "lead-site-ethics",
        call.actor.person,
    )
    assert sealed.case.step("ethics").decision.statement == statement.sha256
    assert statement.sha256 in SignatureGiven.objects.get().signed.split()
    assert faults(sealed) == []


def test_a_recognition_is_not_carried_out_without_a_signature(sealed: Docket) -> None:
    with pytest.raises(OptionError, match="an action of its own"):
        carry_out(sealed.officer(2), sealed.id, recognised(sealed))


def test_a_decision_on_another_dossier_is_refused_and_nothing_is_signed(sealed: Docket) -> None:
    call = sealed.officer(2)
    refused = decide_on_paper(call, sealed.id, recognised(sealed, manifest="0" * 64), ink(call))
    assert code(refused) == "approval.case.manifest"
    assert not SignatureGiven.objects.exists()


def unsigned(docket: Docket) -> None:
    """A recognition as it was recorded before recognitions were signed."""
    event, call = recognised(docket), docket.officer(2)
    done(perform(call, "approval.step.recognise", [docket.id], lambda: happened(docket.id, (event,))))


def test_a_recognition_from_before_they_were_signed_is_read_and_named_as_unsigned(sealed: Docket, sign_in) -> None:
    unsigned(sealed)
    assert sealed.seen(2).standings["ethics"].phase is Phase.APPROVED
    assert faults(sealed) == ["record.recognition.unsigned"]
    page = sign_in(*OFFICER).get(f"/approval/{sealed.id}/steps/ethics/").content.decode()
    assert "recorded without a signature" in page


def test_the_page_asks_who_signs_and_shows_what_is_signed(sealed: Docket, sign_in) -> None:
    client, address = sign_in(*OFFICER), f"/approval/{sealed.id}/steps/ethics/"
    assert f"{address}sign/recognise/" in client.get(address).content.decode()
    shown = client.get(f"{address}sign/recognise/").content.decode()
    assert sealed.case.step("ethics").dossier in shown
    assert "Ethics committee of the lead site" in shown
    wrong = client.post(f"{address}sign/recognise/", form(sealed, password="not this"))
    assert wrong.status_code == 422
    sent = client.post(f"{address}sign/recognise/", form(sealed))
    assert sent.status_code == 302, sent.content.decode()[-900:]
    page = client.get(address).content.decode()
    assert "Recognised: Ethics committee of the lead site decided on the same dossier." in page
    assert "recorded without a signature" not in page
    assert "✓" in page, "the signature is printed"
    assert client.get(f"{address}do/recognise/").status_code == 404, "there is no way past the signature"


def test_why_another_dossier_is_not_recognised_stands_beside_its_hash(sealed: Docket, sign_in) -> None:
    client, address = sign_in(*OFFICER), f"/approval/{sealed.id}/steps/ethics/sign/recognise/"
    sent = client.post(address, form(sealed, decided_on="0" * 64))
    assert sent.status_code == 409
    beside = re.search(r'id="id_decided_on_error"><li>([^<]+)', sent.content.decode())
    assert beside
    assert "another dossier" in beside[1]
    short = client.post(address, form(sealed, decided_on="0"))
    assert "This is no hash" in short.content.decode()
