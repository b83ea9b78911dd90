"""What is done to parties through their pages: each deed, its refusals at their fields, and its confirmation."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from party_pages import errors, key_of, text

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Grant, Language, Name, NameKind, OrganisationKind, Role, Stage
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.replay import check
from tilth_site.journal.streams import load
from tilth_site.parties.models import Organisation, Team, Venture
from tilth_site.parties.tables import ORGANISATIONS, TEAMS, VENTURES

pytestmark = pytest.mark.django_db


def of(id: str) -> str:
    return reverse("parties:organisation", args=[id])


@pytest.fixture
def keeper(sign_in):
    """The firm's administrator, signed in."""
    return sign_in("firm", Role.ADMINISTRATOR)


@pytest.fixture
def operator(sign_in):
    """An administrator of the operator, signed in."""
    return sign_in("operator", Role.ADMINISTRATOR)


@pytest.mark.django_db(transaction=True)
def test_an_organisation_is_registered_with_names_kinds_and_codes(operator, send):
    path = reverse("parties:register-organisation")
    answer = send(path, name_zh="丙大学", name_en="Third", kinds=["university"], ror="https://ror.org/013q1eq08")
    row = Organisation.objects.get(name_en="Third")
    assert answer.url == of(row.pk)
    party = load(ORGANISATIONS, row.pk)
    assert {name.text for name in party.names} == {"丙大学", "Third"}
    assert party.kinds == (OrganisationKind.UNIVERSITY,)
    assert [each.value for each in party.identifiers] == ["013q1eq08"]
    assert check().differ == 0


def test_a_mistyped_code_is_refused_at_its_field_with_the_expected_check_digit(operator, send):
    path = reverse("parties:register-organisation")
    answer = send(path, name_en="Third", uscc="914403001922038217", lei="9695005MSX1OYEMGDF47")
    assert answer.status_code == 409
    said = errors(answer)
    assert "uscc: The unified social credit code 914403001922038217 ends in 7" in said
    assert "asks for 6." in said
    assert "lei: The LEI 9695005MSX1OYEMGDF47 ends in 47, and what stands before it asks for 46." in said
    assert 'value="914403001922038217"' in answer.content.decode()
    assert not Organisation.objects.filter(name_en="Third").exists()


def test_a_form_that_is_sent_twice_registers_once(operator):
    path = reverse("parties:register-organisation")
    data = {"key": key_of(operator.get(path)), "name_en": "Third"}
    first, second = operator.post(path, data), operator.post(path, data)
    assert first.url == second.url
    assert Organisation.objects.filter(name_en="Third").count() == 1


def test_a_form_that_was_sent_before_and_says_something_else_asks_again(operator):
    path = reverse("parties:register-organisation")
    data = {"key": key_of(operator.get(path)), "name_en": "Third"}
    operator.post(path, data)
    answer = operator.post(path, {**data, "name_en": "Fourth"})
    assert "This form was sent before" in errors(answer)
    assert key_of(answer) != data["key"]
    assert not Organisation.objects.filter(name_en="Fourth").exists()
    assert operator.post(path, {"key": key_of(answer), "name_en": "Fourth"}).status_code == 302


@pytest.mark.parametrize("key", ["", "form_short", "org_01J9ZC8K2V6Q0T4H5M7N8P9R0S", "\0"])
def test_a_damaged_key_is_no_key(operator, key):
    answer = operator.post(reverse("parties:register-organisation"), {"key": key, "name_en": "Third"})
    assert answer.status_code == 422
    assert "form: This form is damaged." in errors(answer)
    assert not Organisation.objects.filter(name_en="Third").exists()


def test_names_are_added_replaced_and_withdrawn(keeper, cast, send):
    send(of(cast.firm) + "add-name/", name="Firma", language="en", kind="short")
    send(of(cast.firm) + "rename/", old="0", name="The Firm Ltd")
    names = load(ORGANISATIONS, cast.firm).names
    assert Name("The firm", Language.EN, NameKind.FORMER) in names
    assert Name("The Firm Ltd", Language.EN, NameKind.LEGAL) in names
    at = str(names.index(Name("Firma", Language.EN, NameKind.SHORT)))
    send(of(cast.firm) + "withdraw-name/", name=at)
    assert "Firma" not in [name.text for name in load(ORGANISATIONS, cast.firm).names]


def test_a_second_legal_name_is_refused_at_the_name(keeper, cast, send):
    answer = send(of(cast.firm) + "add-name/", name="Another", language="zh", kind="legal")
    assert errors(answer).startswith("name: There can be one legal name in the language Chinese, not 2.")


def test_what_an_organisation_does_is_said_anew(keeper, cast, send):
    page = keeper.get(of(cast.firm) + "classify/").content.decode()
    assert 'value="firm" id="id_kinds_1" checked' in " ".join(page.split())
    send(of(cast.firm) + "classify/", kinds=["firm", "platform"])
    assert load(ORGANISATIONS, cast.firm).kinds == (OrganisationKind.FIRM, OrganisationKind.PLATFORM)
    assert "is classified so already" in errors(send(of(cast.firm) + "classify/", kinds=["platform", "firm"]))


def test_an_identifier_is_added_and_withdrawn(keeper, cast, send):
    send(of(cast.firm) + "identify/", scheme="uscc", identifier="9144 0300 1922 0382 16")
    assert [each.value for each in load(ORGANISATIONS, cast.firm).identifiers] == ["914403001922038216"]
    again = send(of(cast.firm) + "identify/", scheme="uscc", identifier="914403001922038216")
    assert "identifier:" in errors(again)
    send(of(cast.firm) + "withdraw-identifier/", identifier="uscc/914403001922038216")
    assert load(ORGANISATIONS, cast.firm).identifiers == ()


def test_a_code_of_somebody_else_names_nobody(keeper, cast, send, carry_out):
    from tilth.parties.identifiers import Identifier, Scheme

    carry_out(ask.IdentifyOrganisation(cast.other, Identifier(Scheme.USCC, "914403001922038216")))
    said = errors(send(of(cast.firm) + "identify/", scheme="uscc", identifier="914403001922038216"))
    assert "stands on the record of another organisation" in said
    assert cast.other not in said
    assert "The other" not in said


def test_a_role_is_given_and_withdrawn(keeper, cast, send):
    person = cast.person("other", Role.FOUNDER)
    send(of(cast.firm) + "grant-role/", person=person, role="supplier")
    assert Grant(person, Role.SUPPLIER) in load(ORGANISATIONS, cast.firm).grants
    again = errors(send(of(cast.firm) + "grant-role/", person=person, role="supplier"))
    assert again.startswith("role: founder of other holds the role Supplier in The firm already.")
    send(of(cast.firm) + "withdraw-role/", role=f"{person}/supplier")
    assert Grant(person, Role.SUPPLIER) not in load(ORGANISATIONS, cast.firm).grants


def test_the_last_administrator_stays(keeper, cast, send):
    person = cast.person("firm", Role.ADMINISTRATOR)
    said = errors(send(of(cast.firm) + "withdraw-role/", role=f"{person}/administrator"))
    assert "administrator of firm is the last administrator of The firm." in said


def test_an_address_of_a_stranger_is_answered_as_one_of_nobody(sign_in, cast, send):
    sign_in("other", Role.FOUNDER)
    sign_in("firm", Role.ADMINISTRATOR)
    path = of(cast.firm) + "grant-role/"
    stranger = errors(send(path, person="founder@other.example", role="supplier"))
    nobody = errors(send(path, person="nobody@other.example", role="supplier"))
    assert stranger == nobody
    assert stranger.startswith("person: Nobody whom you may name")
    sign_in("operator", Role.ADMINISTRATOR)
    assert send(path, person="founder@other.example", role="supplier").status_code == 302


def test_a_team_is_formed_renamed_joined_left_and_dissolved(sign_in, cast, send):
    founder, keeper = cast.person("firm", Role.FOUNDER), cast.person("firm", Role.ADMINISTRATOR)
    sign_in("firm", Role.FOUNDER)
    send(of(cast.firm) + "form-team/", name_en="Sensors", members=[founder])
    team = Team.objects.get().pk
    path = f"/parties/teams/{team}/"
    assert send(path + "join/", person=keeper).url == of(cast.firm) + f"#{team}"
    send(path + "rename/", name_en="Switches", name_zh="开关组")
    send(path + "leave/", person=founder)
    state = load(TEAMS, team)
    assert ({name.text for name in state.names}, state.members) == ({"Switches", "开关组"}, (keeper,))
    unsure = send(path + "dissolve/")
    assert unsure.status_code == 422
    assert not load(TEAMS, team).dissolved
    send(path + "dissolve/", sure="on")
    assert load(TEAMS, team).dissolved
    assert "is dissolved. Form a new team." in errors(send(path + "rename/", name_en="Again"))


def test_only_people_of_the_organisation_are_offered_for_its_teams(sign_in, cast, send, carry_out):
    stranger = cast.person("other", Role.FOUNDER)
    client = sign_in("firm", Role.FOUNDER)
    assert stranger not in client.get(of(cast.firm) + "form-team/").content.decode()
    assert "members:" in errors(send(of(cast.firm) + "form-team/", name_en="Sensors", members=[stranger]))
    team = new_id("team")
    carry_out(ask.FormTeam(team, cast.other, (Name("Theirs", Language.EN, NameKind.SHORT),)))
    assert client.get(f"/parties/teams/{team}/join/").status_code == 404


def test_a_venture_goes_from_application_to_exit_under_one_id(operator, cast, send):
    founder = cast.person("firm", Role.FOUNDER)
    path = reverse("parties:register-venture")
    unknown = send(path, name_en="Brook", founders="nobody@x.example", on="2026-01-05")
    assert errors(unknown).startswith("founders: Nobody whom you may name is known as nobody@x.example.")
    home = send(path, name_en="Brook", founders=founder, on="2026-01-05").url
    id = Venture.objects.get().pk
    assert home == f"/parties/ventures/{id}/"
    for stage, on in (("admitted", "2026-02-01"), ("incubating", "2026-02-02"), ("exited", "2026-03-01")):
        assert send(home + "advance/", stage=stage, on=on).url == home
    state = load(VENTURES, id)
    assert (state.id, state.stage, state.since) == (id, Stage.EXITED, date(2026, 3, 1))
    assert "advance/" not in operator.get(home).content.decode()
    send(home + "correct/", stage="graduated", on="2026-03-01")
    page = text(operator.get(home))
    assert "Corrected: at the stage Graduated since 1 Mar 2026." in page


def test_a_stage_is_neither_before_the_last_nor_in_the_future(operator, venture, send):
    path = f"/parties/ventures/{venture}/advance/"
    early = errors(send(path, stage="admitted", on="2026-01-01"))
    assert early.startswith("on: Brook came to the stage Applied on 5 Jan 2026")
    assert "on: 1 Jan 2999 has not come yet" in errors(send(path, stage="admitted", on="2999-01-01"))
    assert "stage:" in errors(send(path, stage="exited", on="2026-02-01"))


def test_founders_come_and_go_but_one_stays(sign_in, cast, venture, send):
    first, second = cast.person("firm", Role.FOUNDER), cast.person("other", Role.FOUNDER)
    sign_in("firm", Role.FOUNDER)
    path = f"/parties/ventures/{venture}/"
    assert "would have no founder" in errors(send(path + "remove-founder/", person=first))
    send(path + "add-founder/", person=second)
    send(path + "remove-founder/", person=first)
    assert load(VENTURES, venture).founders == (second,)


def test_a_founder_names_his_own_firm_and_no_other(sign_in, cast, venture, send):
    sign_in("firm", Role.FOUNDER)
    path = f"/parties/ventures/{venture}/incorporate/"
    said = [errors(send(path, organisation=name, on="2026-02-01")) for name in ("The other", "Nowhere")]
    assert said[0] == said[1]
    assert said[0].startswith("organisation: No organisation that you may name")
    send(path, organisation="the FIRM", on="2026-02-01")
    assert load(VENTURES, venture).organisation == cast.firm
    send(f"/parties/ventures/{venture}/withdraw-incorporation/")
    assert load(VENTURES, venture).organisation is None


def test_a_deed_that_no_role_of_the_reader_allows_is_forbidden_in_both_ways(sign_in, cast, venture):
    client = sign_in("firm", Role.FOUNDER)
    key = {"key": new_id("form")}
    for path in (of(cast.firm) + "grant-role/", of(cast.firm) + "merge/", f"/parties/ventures/{venture}/advance/"):
        assert client.get(path).status_code == 403
        assert client.post(path, key).status_code == 403
    for path in ("/parties/organisations/register/", "/parties/ventures/register/"):
        assert client.get(path).status_code == 404
    assert client.get(of(cast.firm) + "sell/").status_code == 404


def test_a_stranger_changes_nothing(sign_in, cast, venture):
    client = sign_in("other", Role.ADMINISTRATOR)
    before = JournalEntry.objects.count()
    data = {
        "key": new_id("form"),
        "name": "Mine",
        "language": "en",
        "kind": "short",
        "person": "per_x",
        "role": "x",
    }
    for path in (of(cast.firm), f"/parties/ventures/{venture}/"):
        assert client.post(path + "add-name/", data).status_code == 404
    assert JournalEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_organisations_are_compared_merged_and_separated_again(operator, cast, send):
    merge = of(cast.other) + "merge/"
    found = text(operator.get(merge, {"q": "The"}))
    assert f"{merge}?into={cast.firm}" in found
    assert f"?into={cast.other}" not in found
    compared = text(operator.get(merge, {"into": cast.firm}))
    assert all(words in compared for words in ("甲公司", "乙公司", cast.firm, cast.other, "It can be undone."))
    assert send(f"{merge}?into={cast.firm}", into=cast.firm, reason="Registered twice").url == of(cast.other)
    assert load(ORGANISATIONS, cast.other).merged_into == cast.firm
    rests = text(operator.get(of(cast.other)))
    assert "Merged into The firm" in rests
    assert "add-name/" not in rests
    assert "Merged into this record" in text(operator.get(of(cast.firm)))
    send(of(cast.other) + "unmerge/")
    assert load(ORGANISATIONS, cast.other).merged_into is None
    assert check().differ == 0


def test_a_merge_that_the_rules_refuse_says_why_beside_the_comparison(operator, cast, send, carry_out):
    from tilth.parties.identifiers import Identifier, Scheme

    carry_out(ask.IdentifyOrganisation(cast.firm, Identifier(Scheme.LEI, "9695005MSX1OYEMGDF46")))
    carry_out(ask.IdentifyOrganisation(cast.other, Identifier(Scheme.LEI, "5493001KJTIIGC8Y1R12")))
    answer = send(f"{of(cast.other)}merge/?into={cast.firm}", into=cast.firm)
    assert answer.status_code == 409
    assert "so they are not the same" in errors(answer)
    assert "The other has the LEI" in errors(answer)


def test_two_ventures_are_merged_and_separated_again(operator, cast, venture, send, carry_out):
    twin = new_id("ven")
    founders = (cast.person("firm", Role.FOUNDER),)
    carry_out(
        ask.RegisterVenture(twin, (Name("Brook again", Language.EN, NameKind.SHORT),), founders, date(2026, 1, 9))
    )
    path = f"/parties/ventures/{twin}/"
    assert f"?into={venture}" in text(operator.get(path + "merge/", {"q": "Br"}))
    assert "Applied, 5 Jan 2026" in text(operator.get(path + "merge/", {"into": venture}))
    send(f"{path}merge/?into={venture}", into=venture)
    assert load(VENTURES, twin).merged_into == venture
    send(path + "unmerge/")
    assert load(VENTURES, twin).merged_into is None
