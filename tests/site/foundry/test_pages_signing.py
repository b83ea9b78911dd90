"""Signing on a page: all of the statement in view, and proof of who signs at every signature."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from tilth.foundry.request import Side
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.accounts.models import PersonalRecord, PrintedName, User
from tilth_site.signatures.models import SignatureGiven

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long password for tests"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def signing(story, sign_in):
    """The quoted story's page of signing, as the firm's founder."""
    cache.clear()
    story.until_quoted()
    story.quote(valid_until=date(2099, 1, 1))
    return Signing(story, sign_in)


class Signing:
    def __init__(self, story, sign_in) -> None:
        self.story, self.client = story, sign_in("firm", Role.FOUNDER)
        self.user = User.objects.get(person=story.founder().actor.person)

    def address(self, side: str = "owner") -> str:
        return f"/requests/{self.story.id}/sign/{side}/"

    def sign(self, side: str = "owner", **more):
        statement = self.story.request.statement
        given = {
            "key": new_id("form"), "version": statement.version, "sha256": statement.sha256,
            "meaning": "acceptance", "password": PASSWORD, **more,
        }  # fmt: skip
        return self.client.post(self.address(side), given)


def test_the_page_shows_all_that_is_signed_and_who_signs(signing) -> None:
    page = signing.client.get(signing.address()).content.decode()
    statement = signing.story.request.statement
    assert statement.sha256 in page
    assert str(statement.total) in page
    assert statement.terms in page
    assert all(str(line.amount) in page for line in statement.lines)
    assert all(one in page for one in statement.assumptions)
    assert "founder of firm" in page
    assert 'name="password"' in page
    assert 'name="code"' not in page


def test_a_signature_binds_to_what_was_shown_under_the_name_on_record(signing) -> None:
    response = signing.sign(meaning="approval")
    assert response.status_code == 302
    given = SignatureGiven.objects.get()
    assert given.signed == signing.story.request.statement.sha256
    assert (given.signer, given.role, given.meaning) == (signing.user.person, "founder", "approval")
    assert PrintedName.objects.get(pk=given.id).name == "founder of firm"
    assert signing.story.request.unsigned == (Side.PROVIDER,)


def test_a_wrong_password_signs_nothing(signing) -> None:
    response = signing.sign(password="another password")
    assert response.status_code == 422
    assert "This is not your password" in response.content.decode()
    assert not SignatureGiven.objects.exists()


def test_a_password_is_never_sent_back(signing) -> None:
    assert "another password" not in signing.sign(password="another password").content.decode()


def test_guessing_is_stopped_after_five_tries(signing) -> None:
    for _ in range(5):
        signing.sign(password="another password")
    response = signing.sign()
    assert response.status_code == 422
    assert "Too many tries to sign" in response.content.decode()
    assert not SignatureGiven.objects.exists()


def test_who_has_turned_a_second_factor_on_needs_its_code(signing) -> None:
    TOTP.activate(signing.user, SECRET)
    assert 'name="code"' in signing.client.get(signing.address()).content.decode()
    assert signing.sign().status_code == 422
    refused = signing.sign(code="000000")
    assert "The code is wrong" in refused.content.decode()
    assert not SignatureGiven.objects.exists()
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
    assert signing.sign(code=code).status_code == 302
    assert SignatureGiven.objects.count() == 1


def test_what_was_replaced_meanwhile_is_not_signed(signing) -> None:
    old = signing.story.request.statement
    signing.story.quote(valid_until=date(2099, 2, 1))
    response = signing.sign(version=old.version, sha256=old.sha256)
    assert response.status_code == 409
    assert "is not the latest" in response.content.decode()
    assert not SignatureGiven.objects.exists()


def test_a_side_is_signed_for_by_its_own_people_only(signing) -> None:
    response = signing.sign("provider")
    assert response.status_code == 403
    assert "signing for the foundry" in response.content.decode()
    assert signing.client.get(signing.address("both")).status_code == 404


def test_sending_the_form_twice_signs_once(signing) -> None:
    for _ in range(2):
        assert signing.sign(key="form_one").status_code == 302
    assert SignatureGiven.objects.count() == 1


def test_who_signed_is_printed_until_the_name_is_erased(signing) -> None:
    signing.sign()
    page = signing.client.get(f"/requests/{signing.story.id}/statements/2/").content.decode()
    assert "founder of firm" in page
    assert "Acceptance: I accept it for my side" in page
    PrintedName.objects.all().delete()
    PersonalRecord.objects.all().delete()
    page = signing.client.get(f"/requests/{signing.story.id}/statements/2/").content.decode()
    assert "(name erased)" in page
