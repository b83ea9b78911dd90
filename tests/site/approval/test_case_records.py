"""What the site writes of a case holds as a record, and who handed a dossier in is told to be in conflict."""

from __future__ import annotations

import pytest

from dockets import NOON, Docket, code, done
from tilth.approval import the_procedure
from tilth.approval.decisions import verify_record
from tilth.approval.dossier.bundle import Dossier
from tilth.parties import commands as ask
from tilth.parties.model import Role
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.approval.bundles import bundle_of
from tilth_site.approval.candidates import candidates
from tilth_site.approval.reviewing import assign
from tilth_site.journal.actions import Call
from tilth_site.parties import actions as parties

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path) -> None:
    settings.HOME = tmp_path


def faults(dossier: Dossier, **changed: bytes) -> list[str]:
    record = dossier.record
    parts = {
        "manifest": dossier.manifest.to_json(),
        "procedure": dossier.procedure.to_json(),
        "events": record.events,
        "envelopes": {f"{number}.dsse.json": envelope for number, envelope in enumerate(record.decisions)},
        "keys": {"key.pem": record.key},
    }
    return [each.code for each in verify_record(**{**parts, **changed})]


def test_the_record_of_a_case_that_two_reviewers_approved_holds(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    done(docket.vote(docket.as_reviewer(1, day=3)))
    done(docket.vote(docket.as_reviewer(2, day=4)))
    dossier = bundle_of(docket.seen(4), docket.case.step("biosafety").manifest)
    assert dossier is not None
    assert len(dossier.record.decisions) == 2
    assert faults(dossier) == []
    altered = dossier.record.events.replace(b"It is contained.", b"It is not known.", 1)
    assert faults(dossier, events=altered)[0] == "record.events.altered"
    assert faults(dossier, manifest=b"{}") == ["record.manifest.unknown"]


def test_who_handed_a_dossier_in_is_told_to_be_in_conflict(docket: Docket) -> None:
    """The founder is also a biosafety officer of the operator."""
    founder = docket.submitted().founder().actor.person
    role = ask.GrantRole(docket.cast.operator, founder, Role.BIOSAFETY_OFFICER)
    done(parties.carry_out(Call(OPERATOR, NOON), role))
    step = the_procedure(docket.procedure).step("biosafety")
    [one] = [one for one in candidates(docket.seen(), step) if one.person == founder]
    assert "authorship" in one.conflicts
    assert code(assign(docket.officer(), docket.id, docket.assigning(founder))) == "approval.case.conflict"
