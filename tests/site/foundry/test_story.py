"""A design request from draft to queue, through the actions, on the CIDAR design."""

from __future__ import annotations

import pytest

from tilth.foundry.request import Side, State, commands
from tilth.foundry.request.screening import Status
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.foundry.models import BuildSlot, DesignRequest
from tilth_site.journal.replay import check
from tilth_site.signatures.models import SignatureGiven

# Jobs commit as they go, so the story needs a database with real commits.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_design_is_checked_priced_and_dated_by_the_worker(story) -> None:
    story.open()
    story.hand_in()
    story.assess()
    assessment = story.request.assessment
    assert assessment is not None
    assert assessment.constructs == 486
    found = {(problem.code, problem.part, problem.site) for problem in assessment.problems.first}
    assert ("internal_site", "R0063_AB", "BsaI") in found
    assert assessment.estimate is not None
    assert assessment.estimate.total.minor > 0
    assert story.request.screening.status is Status.NOT_SCREENED


def test_a_request_goes_from_draft_to_queue(story, transactional_db) -> None:
    story.until_signed()
    assert story.request.unsigned == ()
    slot = story.open_slot()
    story.do(Side.PROVIDER, commands.Queue(slot))
    row = DesignRequest.objects.get(id=story.id)
    assert (row.state, row.waits_for, row.slot, row.constructs) == ("queued", "provider", slot, 486)
    assert BuildSlot.objects.get(id=slot).taken == 1
    assert SignatureGiven.objects.filter(subject=f"request/{story.id}").count() == 2
    assert check().differ == 0


def test_what_is_not_screened_is_not_released(story) -> None:
    from tilth_site.foundry.actions import carry_out

    story.until_signed()
    story.do(Side.PROVIDER, commands.Queue(story.open_slot()))
    refused = carry_out(story.scientist(), story.id, commands.Start())
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "screening.not_screened"
    assert story.request.state is State.QUEUED


def test_a_new_design_gives_the_place_back_and_keeps_unchanged_prices(story) -> None:
    story.until_signed()
    slot = story.open_slot()
    story.do(Side.PROVIDER, commands.Queue(slot))
    story.hand_in(CHANGED)
    assert story.request.state is State.ACCEPTED
    assert BuildSlot.objects.get(id=slot).taken == 0
    story.assess()
    story.quote()
    old, new = story.request.statements
    same = {line.key for line in old.lines} & {line.key for line in new.lines if line in old.lines}
    assert "setup" in same
    assert story.request.unsigned == (Side.OWNER, Side.PROVIDER)


def test_a_full_slot_refuses_the_second_request_with_a_reason(story, cast, settings) -> None:
    from tilth_site.foundry.actions import carry_out

    second = type(story)(cast)
    slot = story.open_slot(places=1)
    for one in (story, second):
        one.until_signed()
    story.do(Side.PROVIDER, commands.Queue(slot))
    refused = carry_out(second.scientist(), second.id, commands.Queue(slot))
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "slot.full"
    assert second.request.state is State.QUOTED


CHANGED = """
title = "Fewer units"
parts = ["kit:cidar"]

[[assembly]]
name = "tu"
method = "golden_gate"
enzyme = "BsaI"
backbone = "DVK_AE"
slots = [["*_AB", "!DV*", "!R0063_AB"], ["*_BC", "!DV*"], ["*_CD", "!DV*"], ["B0015_DE"]]
"""


def test_a_check_that_ends_while_its_page_is_made_is_on_the_page(story, sign_in, monkeypatch) -> None:
    from tilth_site.foundry.views import page

    story.open()
    story.hand_in()
    read = page.latest

    def after_the_end(actor, subject):
        story.assess()
        return read(actor, subject)

    monkeypatch.setattr(page, "latest", after_the_end)
    shown = sign_in("firm", Role.FOUNDER).get(f"/requests/{story.id}/").content.decode()
    assert "The design has not been checked yet." not in shown
    assert "486 constructs" in shown
