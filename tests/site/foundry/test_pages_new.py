"""The form of a new request: what it takes, what it refuses at which field, and what sending it twice does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tilth.foundry.request.price_file import default_price_list
from tilth.parties.model import Role
from tilth_site.foundry.models import DesignRequest
from tilth_site.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
PLAN = (ROOT / "examples" / "cidar" / "DESIGN.toml").read_text()


@pytest.fixture
def founder(cast, sign_in, settings, tmp_path):
    """The firm's founder, at the form."""
    settings.EVIDENCE = tmp_path / "evidence"
    return Form(sign_in("firm", Role.FOUNDER), cast)


class Form:
    def __init__(self, client, cast) -> None:
        self.client, self.cast = client, cast

    def fields(self, **more) -> dict[str, object]:
        page = self.client.get("/requests/new/")
        assert page.status_code == 200
        key = page.content.decode().partition('name="key" value="')[2].partition('"')[0]
        return {
            "key": key, "title": "CIDAR units", "owner": self.cast.firm, "provider": self.cast.foundry,
            "customer_class": "industry", "plan_text": PLAN, **more,
        }  # fmt: skip

    def send(self, fields: dict[str, object] | None = None, **more):
        return self.client.post("/requests/new/", fields or self.fields(**more))


def errors_at(response, field: str) -> str:
    """What the page says at ``field``; empty where it says nothing."""
    page = response.content.decode()
    return page.partition(f'id="id_{field}_error"')[2].partition("</ul>")[0]


def test_the_form_offers_the_readers_parties_foundries_and_classes(founder) -> None:
    page = founder.client.get("/requests/new/").content.decode()
    assert founder.cast.firm in page
    assert founder.cast.other not in page
    assert founder.cast.foundry in page
    assert all(f'value="{one.key}"' in page for one in default_price_list().classes)
    assert 'name="kits" value="cidar"' in page


def test_the_example_is_the_one_that_comes_with_tilth(founder) -> None:
    page = founder.client.get("/requests/new/?example=cidar")
    assert page.context["form"].initial["plan_text"] == PLAN


def test_a_pasted_design_opens_a_request_that_is_being_checked(founder) -> None:
    response = founder.send()
    row = DesignRequest.objects.get()
    assert response.status_code == 302
    assert response.url == f"/requests/{row.id}/"
    assert (row.title, row.owner, row.provider_id, row.design_version) == (
        "CIDAR units", founder.cast.firm, founder.cast.foundry, 1,
    )  # fmt: skip
    assert Job.objects.get().subject == f"request/{row.id}"


def test_sending_the_form_twice_opens_one_request(founder) -> None:
    fields = founder.fields()
    assert founder.send(fields).url == founder.send(fields).url
    assert DesignRequest.objects.count() == 1
    assert Job.objects.count() == 1


def test_sending_it_again_with_other_words_leads_to_the_request_it_opened(founder) -> None:
    fields = founder.fields()
    first = founder.send(fields)
    second = founder.send({**fields, "title": "Another title"})
    assert second.url == first.url
    assert [row.title for row in DesignRequest.objects.all()] == ["CIDAR units"]


@pytest.mark.parametrize("source", ["/etc/passwd", "../../secret-key", "parts/*.gb", "~/parts.gb"])
def test_a_plan_that_names_a_path_is_refused_at_the_form(source, founder) -> None:
    plan = PLAN.replace('"kit:cidar"', f'"{source}"')
    response = founder.send(plan_text=plan)
    assert response.status_code == 422
    assert source.rpartition("/")[2] in errors_at(response, "plan_text")
    assert not DesignRequest.objects.exists()


def test_what_was_typed_stays_when_something_is_refused(founder) -> None:
    response = founder.send(plan_text="title = [", title="A title to keep")
    page = response.content.decode()
    assert errors_at(response, "plan_text")
    assert "title = [</textarea>" in page
    assert 'value="A title to keep"' in page


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"plan_text": ""}, "plan_text", "Paste a plan"),
        ({"plan_text": "LOCUS       X 4 bp DNA\nORIGIN\n 1 acgt\n//\n"}, "plan_text", "GenBank"),
        ({"plan_text": "<html><body>hello</body></html>"}, "plan_text", "HTML"),
        ({"title": ""}, "title", "required"),
        ({"customer_class": "friends"}, "customer_class", "not one of the available choices"),
        ({"kits": ["unheard-of"]}, "kits", "not one of the available choices"),
    ],
)
def test_each_fault_is_named_at_its_field(more, field, words, founder) -> None:
    response = founder.send(**more)
    assert response.status_code == 422
    assert words in errors_at(response, field)
    assert not DesignRequest.objects.exists()


def test_a_plan_pasted_and_uploaded_at_once_is_refused(founder) -> None:
    response = founder.send(plan_file=SimpleUploadedFile("DESIGN.toml", PLAN.encode()))
    assert "one of the two" in errors_at(response, "plan_file")


def test_a_plan_with_parts_files_is_taken_in_under_their_names(founder) -> None:
    fasta = b">own_AB\nggtctcaggagACGTACGTACGTtactagagacc\n"
    plan = PLAN.replace('["kit:cidar"]', '["kit:cidar", "own.fasta"]')
    response = founder.send(
        plan_text="", plan_file=SimpleUploadedFile("mine.toml", plan.encode()),
        parts=[SimpleUploadedFile("own.fasta", fasta)],
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()
    page = founder.client.get(response.url).content.decode()
    assert "mine.toml" in page
    assert "own.fasta" in page
    content = founder.client.get(f"{response.url}files/1/2")
    assert b"".join(content.streaming_content) == fasta
    assert content.headers["Content-Disposition"] == 'attachment; filename="own.fasta"'


def test_a_parts_file_of_the_wrong_kind_is_named_at_the_parts(founder) -> None:
    response = founder.send(parts=[SimpleUploadedFile("own.fasta", b"%PDF-1.4 what a surprise")])
    assert "own.fasta" in errors_at(response, "parts")
    assert "Choose the files again" in response.content.decode()


def test_a_strangers_organisation_cannot_be_asked_for(founder) -> None:
    response = founder.send(owner=founder.cast.other)
    assert errors_at(response, "owner")
    assert not DesignRequest.objects.exists()


def test_a_form_of_somebody_else_opens_nothing(founder, sign_in) -> None:
    fields = founder.fields()
    founder.client = sign_in("other", Role.FOUNDER)
    response = founder.send({**fields, "owner": founder.cast.other})
    assert response.status_code == 422
    assert "too old, or not yours" in response.content.decode()
    assert not DesignRequest.objects.exists()


def test_who_may_open_nothing_is_told_why(sign_in) -> None:
    client = sign_in("foundry", Role.BIOSAFETY_OFFICER)
    response = client.get("/requests/new/")
    assert response.status_code == 403
    assert "None of your roles allows opening a request here." in response.content.decode()
    assert "/requests/new/" not in client.get("/requests/").content.decode()
