"""The plan's pages: who sees what, how a figure opens, and what a form refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from followed import AT, done

from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.plan.models import EvidenceRow, PublishedReport

pytestmark = pytest.mark.django_db(transaction=True)

OFFICER = ("operator", Role.CLUSTER_OFFICER)
FOUNDER = ("firm", Role.FOUNDER)


def text(response) -> str:
    return response.content.decode()


def key() -> str:
    return new_id("form")


@pytest.fixture
def published(followed) -> str:
    """A report on which one startup counts, another waits, and two readings were rivals; its id."""
    from tilth_site.plan.publishing import publish

    followed.counted(facts=(("name", "Loam"),))
    followed.record(subject="org_pending")
    second = followed.reading(420, source="speech B")
    followed.accept(followed.reading(410, source="speech A"), over=(second,), reason="Confirmed in writing.")
    id = new_id("rep")
    done(publish(followed.officer(), followed.id, id, AT.date()))
    return id


def test_a_site_without_a_plan_says_so(client) -> None:
    assert "No plan is followed yet" in text(client.get("/plan/"))
    assert client.get("/plan/reports/").status_code == 404
    assert client.get("/plan/startups/").status_code == 404


def test_before_the_first_report_there_are_targets_and_no_figures(client, followed) -> None:
    followed.counted()
    page = text(client.get("/plan/"))
    assert "not measured yet" in page
    assert "at least 50" in page
    assert "Nothing has been published about it yet" in text(client.get("/plan/startups/"))
    assert "not measured yet" in text(client.get("/"))


def test_the_public_opens_a_count_down_to_its_row(client, followed, published) -> None:
    assert '<span class="figure-now">1</span>' in text(client.get("/plan/"))
    page = text(client.get("/plan/startups/"))
    assert "1 more waits for review." in page
    assert "org_pending" not in page
    assert f"/plan/startups/units/{followed.cast.firm}/" in page
    row = EvidenceRow.objects.get(claim="startup.registered", standing="accepted")
    assert f"/plan/evidence/{row.id}/" in text(client.get(f"/plan/startups/units/{followed.cast.firm}/"))
    shown = text(client.get(f"/plan/evidence/{row.id}/"))
    assert "Reviewer" in shown
    assert "reviewer of operator" not in shown
    assert client.get("/plan/startups/units/org_pending/").status_code == 404


def test_the_operators_people_see_who_decided_by_name(sign_in, followed, published) -> None:
    row = EvidenceRow.objects.get(claim="startup.registered", standing="accepted")
    assert "reviewer of operator" in text(sign_in(*OFFICER).get(f"/plan/evidence/{row.id}/"))


def test_what_waits_is_for_whoever_handed_it_in_and_who_decides(client, sign_in, followed) -> None:
    address = f"/plan/evidence/{followed.record()}/"
    assert client.get(address).status_code == 404
    assert sign_in("other", Role.FOUNDER).get(address).status_code == 404
    assert sign_in(*FOUNDER).get(address).status_code == 200
    assert "Accept" in text(sign_in(*OFFICER).get(address))


def test_rivals_stand_side_by_side_with_the_reason(client, followed, published) -> None:
    page = text(client.get("/plan/scale/"))
    assert "410" in page
    assert "420" in page
    assert "Confirmed in writing." in page


def test_a_figure_of_later_evidence_stays_as_it_was_published(client, followed, published) -> None:
    followed.counted(subject="org_new")
    assert '<span class="figure-now">1</span>' in text(client.get("/plan/"))
    page = text(client.get("/plan/startups/"))
    assert "does not give this digest" not in page
    assert "org_new" not in page


def test_a_report_comes_as_files_and_verifies(client, followed, published) -> None:
    row = PublishedReport.objects.get()
    page = text(client.get(f"/plan/reports/{published}/"))
    assert row.sha256 in page
    for name, kind in (
        ("report.pdf", "application/pdf"),
        ("report.csv", "text/csv"),
        ("report.json", "application/json"),
        ("sdmx.json", "application/vnd.sdmx.data+json"),
    ):
        response = client.get(f"/plan/reports/{published}/files/{name}")
        assert response.headers["Content-Type"].startswith(kind)
    assert client.get(f"/plan/reports/{published}/files/report.exe").status_code == 404
    assert "byte for byte" in text(client.post(f"/plan/reports/{published}/"))


def test_a_document_is_open_where_it_is_said_to_be(client, sign_in, followed, settings) -> None:
    from tilth.kernel.evidence import EvidenceStore

    kept = EvidenceStore(settings.EVIDENCE).put(
        b"an extract",
        media_type="text/plain",
        kind="test",
        source=followed.founder().actor.person,
        known_date=date(2024, 3, 1),
        licence="x",
    )
    closed = followed.counted(document=kept.sha256)
    opened = followed.counted(document=kept.sha256, subject="org_open", open=True)
    assert client.get(f"/plan/evidence/{closed}/document").status_code == 404
    response = client.get(f"/plan/evidence/{opened}/document")
    assert b"".join(response.streaming_content) == b"an extract"
    assert b"".join(sign_in(*FOUNDER).get(f"/plan/evidence/{closed}/document").streaming_content) == b"an extract"


@pytest.mark.parametrize("address", ["desk/", "desk/pending/", "desk/publish/"])
def test_the_desk_is_the_officers(client, sign_in, followed, address) -> None:
    assert client.get(f"/plan/{address}").status_code == 302
    assert sign_in(*FOUNDER).get(f"/plan/{address}").status_code == 403
    assert sign_in(*OFFICER).get(f"/plan/{address}").status_code == 200


def test_choosing_a_reading_needs_a_reason_and_names_its_rivals(sign_in, followed) -> None:
    first, second = followed.reading(410, source="speech A"), followed.reading(420, source="speech B")
    client = sign_in(*OFFICER)
    assert "410, 420" in text(client.get("/plan/desk/publish/?as_of=2025-06-30"))
    address = f"/plan/evidence/{first}/accept/"
    page = client.get(address)
    assert f'value="{second}"' in text(page)
    given = {"key": key(), "over": second, "reason": ""}
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "over": "", "reason": "Confirmed."}).status_code == 409
    assert client.post(address, {**given, "reason": "Confirmed."}).status_code == 302
    assert EvidenceRow.objects.get(pk=first).row.over == (second,)


def test_rows_of_the_queue_are_accepted_together(sign_in, followed) -> None:
    ids = [followed.record(subject=f"org_{number}") for number in range(3)]
    client = sign_in(*OFFICER)
    assert "3 rows of evidence wait for review" in text(client.get("/home/"))
    assert client.post("/plan/desk/pending/", {"key": key()}).status_code == 422
    assert client.post("/plan/desk/pending/", {"key": key(), "rows": ids[:2]}).status_code == 302
    assert EvidenceRow.objects.filter(standing="accepted").count() == 2
    refused = client.post("/plan/desk/pending/", {"key": key(), "rows": ids})
    assert refused.status_code == 409
    assert EvidenceRow.objects.filter(standing="accepted").count() == 2


def test_a_row_is_rejected_and_withdrawn_with_a_reason(sign_in, followed) -> None:
    waiting, counting = followed.record(), followed.counted(subject="org_counts")
    client = sign_in(*OFFICER)
    for id, name in ((waiting, "reject"), (counting, "withdraw")):
        address = f"/plan/evidence/{id}/{name}/"
        assert client.post(address, {"key": key(), "reason": ""}).status_code == 422
        assert client.post(address, {"key": key(), "reason": "A letter box."}).status_code == 302
        assert EvidenceRow.objects.get(pk=id).ended_reason == "A letter box."
        assert client.post(address, {"key": key(), "reason": "Again."}).status_code == 409
    assert client.get(f"/plan/evidence/{waiting}/praise/").status_code == 404


def test_a_milestone_gets_its_verdict(sign_in, followed) -> None:
    id = followed.record(claim="verdict", subject="materials/resin", place="", source="")
    client = sign_in(*OFFICER)
    address = f"/plan/evidence/{id}/accept/"
    assert client.post(address, {"key": key(), "reason": "Seen."}).status_code == 422
    assert client.post(address, {"key": key(), "reason": "Seen.", "verdict": "partly"}).status_code == 302
    assert EvidenceRow.objects.get(pk=id).verdict == "partly"


def recorded(followed, **changes) -> dict[str, object]:
    return {
        "key": key(), "owner": followed.cast.firm, "claim": "startup.registered", "subject": followed.cast.firm,
        "on": "2024-03-01", "place": "pudong", "facts": "name = Loam\nstaff = 3", "source": "", "licence": "x",
        **changes,
    }  # fmt: skip


def test_a_row_is_handed_in_with_its_document_once(sign_in, followed) -> None:
    client, given = sign_in(*FOUNDER), recorded(followed)
    for _ in range(2):
        file = SimpleUploadedFile("extract.txt", b"Registered.\n")
        assert client.post("/plan/evidence/new/", {**given, "document": file}).status_code == 302
    row = EvidenceRow.objects.get()
    assert row.row.facts == {"name": "Loam", "staff": "3"}
    assert len(row.document) == 64
    assert row.standing == "pending"


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"facts": "no fact"}, 422), ({"on": "2099-01-01", "source": "x"}, 409), ({"subject": ""}, 422), ({}, 409)],
)
def test_what_is_wrong_with_a_row_is_said_and_nothing_is_recorded(sign_in, followed, changes, status) -> None:
    response = sign_in(*FOUNDER).post("/plan/evidence/new/", recorded(followed, **changes))
    assert response.status_code == status
    assert "field__errors" in text(response) or "notice--bad" in text(response)
    assert not EvidenceRow.objects.exists()


def test_a_table_is_shown_before_it_is_recorded(sign_in, followed) -> None:
    client = sign_in(*FOUNDER)
    rows = "id,claim,subject,on,place,source\na,startup.registered,dune,2025-05-03,pudong,Register\n"
    file = SimpleUploadedFile("rows.csv", rows.encode())
    seen = client.post("/plan/evidence/import/", {"key": key(), "owner": followed.cast.firm, "file": file})
    assert "dune" in text(seen)
    assert not EvidenceRow.objects.exists()
    form = seen.context["form"]
    given = {"key": form.initial["key"], "given": form.initial["given"]}
    for _ in range(2):
        assert client.post("/plan/evidence/import/", given).status_code == 302
    assert EvidenceRow.objects.get().subject == "dune"
    forged = client.post("/plan/evidence/import/", {**given, "given": "forged"})
    assert forged.status_code == 409


def test_every_fault_of_a_table_is_listed_and_nothing_is_recorded(sign_in, followed) -> None:
    client = sign_in(*FOUNDER)
    for rows in (
        "id,claim,subject,on\na,startup.registered,dune,not a day\nb,reading,scale,2024-12-31\n",
        "id,claim,subject\na,b,c\n",
    ):
        file = SimpleUploadedFile("rows.csv", rows.encode())
        seen = client.post("/plan/evidence/import/", {"key": key(), "owner": followed.cast.firm, "file": file})
        assert seen.status_code == 422
        assert 'id="faults"' in text(seen)


def test_publishing_is_confirmed_and_done_once(sign_in, followed) -> None:
    followed.counted()
    client = sign_in(*OFFICER)
    page = client.get("/plan/desk/publish/?as_of=2025-06-30")
    assert "Publish it" in text(page)
    given = {"key": page.context["form"].initial["key"], "as_of": "2025-06-30"}
    for _ in range(2):
        assert client.post("/plan/desk/publish/", given).status_code == 302
    report = PublishedReport.objects.get()
    assert (report.as_of, report.sealed) == (date(2025, 6, 30), True)
    assert client.post("/plan/desk/publish/", {**given, "key": key(), "as_of": "2099-01-01"}).status_code == 409


def test_addresses_that_name_nothing_are_not_found(client, followed, published) -> None:
    for address in (
        "nothing/", "startups/?page=0", "startups/?page=99", "startups/?page=x", "evidence/evd_x/",
        "reports/rep_x/", f"reports/{new_id('rep')}/", f"evidence/{new_id('evd')}/",
    ):  # fmt: skip
        assert client.get(f"/plan/{address}").status_code == 404, address


def test_a_figure_without_a_forecast_says_that_there_are_too_few_data(client, followed, published) -> None:
    assert "Nothing says" not in text(client.get("/plan/startups/"))
    shown = text(client.get("/plan/startups/"))
    assert "Too few data" in shown or "The chance to reach" in shown


def test_a_reported_value_is_handed_in_as_a_number(sign_in, followed) -> None:
    given = recorded(
        followed, claim="reading", subject="scale", value="410.5", place="", facts="", source="Speech"
    )
    assert sign_in(*FOUNDER).post("/plan/evidence/new/", given).status_code == 302
    assert EvidenceRow.objects.get().row.value == Decimal("410.5")
