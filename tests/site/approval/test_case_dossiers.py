"""Dossiers: what a step is given, what a revision changes, and where a result of the foundry comes from."""

from __future__ import annotations

import pytest

from dockets import NOON, Docket, code, done
from journeys import Journey
from tilth.approval.dossier import What, diff
from tilth.foundry.request import commands
from tilth.foundry.request.model import Delivery
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.approval.dossiers import HandIn, Part, Seal, hand_in
from tilth_site.approval.evidence import add_document, add_result, results_of
from tilth_site.approval.manifests import dossier_in
from tilth_site.approval.papers import put
from tilth_site.foundry.actions import carry_out

pytestmark = pytest.mark.django_db


def manifest(docket: Docket, step: str = "biosafety"):
    return dossier_in(docket.case.step(step).manifest)


def test_a_dossier_holds_what_its_step_wants_and_what_no_step_wants(docket: Docket) -> None:
    docket.open().add("risk_assessment", "low").add("contract", "for the site").add("strain", "DH5alpha")
    done(hand_in(docket.founder(), docket.id, Seal("biosafety")))
    assert [file.path for file in manifest(docket).files] == [
        "risk_assessment/01-paper.txt",
        "strain/01-paper.txt",
    ]
    assert manifest(docket).heading.applicant_name == "The firm"


def test_nothing_is_sealed_where_no_document_belongs_to_the_step(docket: Docket) -> None:
    docket.open().add("contract", "for the site")
    refused = hand_in(docket.founder(), docket.id, Seal("biosafety"))
    assert isinstance(refused, Refused)
    assert [(reason.code, reason.data["kind"]) for reason in refused.reasons] == [
        ("approval.missing", "sequence_verification"),
        ("approval.missing", "risk_assessment"),
    ]
    assert not docket.case.step("biosafety").manifest


def test_what_was_sealed_is_what_is_handed_in_unless_something_was_added(docket: Docket) -> None:
    docket.complete()
    done(hand_in(docket.founder(), docket.id, Seal("biosafety")))
    sealed = docket.case.step("biosafety").manifest
    done(hand_in(docket.founder(2), docket.id, HandIn("biosafety")))
    assert docket.case.step("biosafety").manifest == sealed
    docket.add("strain", "DH5alpha", day=3)
    done(hand_in(docket.founder(3), docket.id, Seal("ethics")))
    assert manifest(docket, "ethics").revision == 1


def test_a_revision_names_the_one_before_and_what_it_changes(docket: Docket) -> None:
    docket.open().add("clinical_protocol", "version 1")
    done(hand_in(docket.founder(), docket.id, Part("ethics", "protocol")))
    first = manifest(docket, "ethics")
    docket.add("consent_form", "I consent.", day=1)
    done(hand_in(docket.founder(1), docket.id, Part("ethics", "consent")))
    second = manifest(docket, "ethics")
    assert (second.revision, second.before) == (2, first.sha256)
    (change,) = diff(first, second)
    assert (change.what, change.name) == (What.ADDED, "consent_form/01-paper.txt")


def test_a_result_of_the_foundry_brings_its_design_and_its_run(docket: Docket) -> None:
    journey = Journey(docket.cast.firm, docket.cast.foundry).to("in_progress")
    report = put(b'{"run": "run_01J9ZC8K2V6Q0T4H5M7N8P9R0S"}', "foundry.run.delivery", NOON)
    done(carry_out(journey.call, journey.id, commands.Complete(Delivery(2, report))))
    docket.open()
    results = results_of(docket.founder().actor, docket.cast.firm)
    assert {one.what for one in results} == {"design", "assessment", "delivery"}
    done(add_result(docket.founder(), docket.id, "sequence_verification", journey.id, report, facts={}))
    done(hand_in(docket.founder(), docket.id, Seal("biosafety")))
    design, batch = manifest(docket).things
    assert (batch.locator, batch.made_from) == ("run/run_01J9ZC8K2V6Q0T4H5M7N8P9R0S", (design.id,))
    assert (design.locator, manifest(docket).files[0].made_from) == (f"request/{journey.id}", (batch.id,))


def test_a_result_of_another_firm_is_not_there(docket: Docket) -> None:
    journey = Journey(docket.cast.other, docket.cast.foundry).to("designed")
    design = journey.request.design.files[0].sha256
    docket.open()
    assert results_of(docket.founder().actor, docket.cast.firm) == ()
    assert code(add_result(docket.founder(), docket.id, "design", journey.id, design, facts={})) == "not_found"


def test_where_a_document_comes_from_is_not_for_anybody_to_type(docket: Docket) -> None:
    docket.open()
    paper = docket.paper(docket.founder(), "invented")
    facts = {"from.run": "run_1", "glp": "yes"}
    done(add_document(docket.founder(), docket.id, "toxicology_report", paper, facts=facts))
    (item,) = docket.case.evidence
    assert item.facts == {"glp": "yes", "file.name": "paper.txt", "file.type": "text/plain"}


@pytest.mark.parametrize(("kind", "facts", "said"), [
    ("Risk!", {}, "approval.case.kind"),
    ("risk", {"glp": "yes\nno"}, "approval.case.fact"),
])  # fmt: skip
def test_what_a_dossier_could_not_hold_is_refused_when_it_is_added(docket: Docket, kind, facts, said) -> None:
    docket.open()
    paper = docket.paper(docket.by("firm", Role.FOUNDER), "x")
    assert code(add_document(docket.founder(), docket.id, kind, paper, facts=facts)) == said
