"""With a ligation table imported, the check says what fraction should be right and how many colonies to pick."""

from __future__ import annotations

import math

import pytest

from tilth.foundry.design.fidelity import import_table, load_table, predict

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.shared]

OVERHANGS = ("GGAG", "TACT", "AATG", "AGGT", "GCTT")
"""The CIDAR kit's junctions A to E."""


def test_a_checked_design_names_its_fraction_and_the_colonies_to_pick(
    story, shared, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("TILTH_HOME", str(tmp_path))
    import_table(shared / "data" / "ligation" / "pone.0238592.s001.xlsx", "BsaI-HFv2")
    story.open()
    story.hand_in()
    story.assess()
    assessment = story.request.assessment
    assert assessment is not None
    (found,) = assessment.predictions
    right = predict(OVERHANGS, load_table("BsaI"))
    assert found.table == "BsaI-HFv2"
    assert found.fraction == f"{math.floor(right * 10_000) / 10_000:.4f}"
    assert found.colonies == (1 if right > 0.95 else math.ceil(math.log(0.05) / math.log(1 - right)))
    picked = next(line for line in assessment.estimate.lines if line.key == "picking")
    assert picked.quantity == assessment.constructs * found.colonies
