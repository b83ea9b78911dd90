"""Everything that the engine says of a plan has its words on the site."""

from __future__ import annotations

from pathlib import Path

import tilth_site.demonstration
from tilth.kernel.refusal import refuse
from tilth.parties.model import Role
from tilth.plan import commands
from tilth.plan.evidence import RESERVED, Standing, Verdict
from tilth.plan.figures import Attainment
from tilth.plan.pdf import LABELS
from tilth.plan.phrases import ATTAINMENTS, KINDS, PHRASES, VERDICTS
from tilth_site.accounts.permissions import ALLOWED
from tilth_site.pages.wording import BADGES
from tilth_site.plan import wording

ROOT = Path(__file__).resolve().parents[3]


def test_every_sentence_of_the_engine_is_in_the_catalogue() -> None:
    tables = (PHRASES, LABELS, ATTAINMENTS, KINDS, VERDICTS)
    assert {each for table in tables for each in table.values()} == set(wording.SENTENCES)


def test_every_standing_verdict_and_attainment_has_a_badge() -> None:
    assert set(BADGES["attainment"]) == {each.value for each in Attainment}
    assert set(BADGES["evidence"]) == {Standing.PENDING.value, Standing.ACCEPTED.value, Standing.ENDED.value}
    assert set(BADGES["verdict"]) == {"", *(each.value for each in Verdict)}


def test_a_claim_of_the_engine_is_said_in_words_and_one_of_the_plan_as_it_is() -> None:
    assert set(wording.CLAIMS) == RESERVED
    assert wording.claim_name("startup.registered") == "startup.registered"


def test_permissions_commands_and_standings_are_said_in_words() -> None:
    for action in (one for one in ALLOWED if one.startswith("plan.")):
        assert said("{action}", action=action) != action
    for command in (commands.AcceptEvidence, commands.RejectEvidence, commands.WithdrawEvidence):
        assert said("{command}", command=command.NAME) != command.NAME
    assert said("{standing}", standing="ended") == "rejected or withdrawn"
    assert said("{roles}", roles=f"{Role.REVIEWER} (operator)") == "Reviewer (operator of the site)"


def said(sentence: str, **data: str) -> str:
    return wording.spoken(refuse("x", sentence, "", **data).reasons[0])


def test_the_example_of_the_site_is_the_one_in_the_manual() -> None:
    ours = Path(tilth_site.demonstration.__file__).with_name("plan")
    theirs = ROOT / "examples" / "plan"
    files = {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}
    assert files == {path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file()}
    for name in files:
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
