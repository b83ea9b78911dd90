"""The tables are what the journal says, and a table that is not is named."""

from __future__ import annotations

import pytest

from tilth.parties import commands as ask
from tilth.parties.model import Role
from tilth_site.journal.replay import check, rebuild
from tilth_site.parties.actions import carry_out
from tilth_site.parties.models import Organisation, RoleHeld

pytestmark = pytest.mark.django_db


def test_tables_written_by_actions_equal_a_replay(cast, transactional_db) -> None:
    cast.person("firm", Role.FOUNDER)
    compared = check()
    assert compared.differ == 0
    assert compared.rows >= 6
    assert compared.entries == 6


def test_a_row_changed_by_hand_is_named(cast, transactional_db) -> None:
    Organisation.objects.filter(id=cast.firm).update(name_en="Mallory Ltd")
    (difference,) = check().differences
    assert (difference.table, difference.row, difference.field) == ("parties_organisation", cast.firm, "name_en")
    assert (difference.journal, difference.found) == ("The firm", "Mallory Ltd")


def test_a_row_that_lacks_and_one_that_is_too_many_are_named(cast, transactional_db) -> None:
    cast.person("firm", Role.FOUNDER)
    RoleHeld.objects.all().delete()
    Organisation.objects.create(id="org_00", name_en="x", name_zh="", kinds="", first_seq=1, last_seq=1)
    found = {(difference.table, difference.journal is None) for difference in check().differences}
    assert found == {("parties_role_held", False), ("parties_organisation", True)}


def test_a_rebuild_mends_the_tables(cast, transactional_db) -> None:
    Organisation.objects.filter(id=cast.firm).update(name_en="Mallory Ltd")
    rebuild()
    assert check().differ == 0


def test_a_merge_and_its_undoing_leave_the_same_rows(cast, transactional_db) -> None:
    before = list(Organisation.objects.order_by("id").values("id", "name_en", "merged_into"))
    call = cast.call("operator", Role.ADMINISTRATOR)
    carry_out(call, ask.MergeOrganisation(cast.other, cast.firm))
    assert Organisation.objects.get(id=cast.other).merged_into == cast.firm
    carry_out(call, ask.UnmergeOrganisation(cast.other))
    assert list(Organisation.objects.order_by("id").values("id", "name_en", "merged_into")) == before
    assert check().differ == 0
