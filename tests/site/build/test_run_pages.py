"""The pages of runs: for whoever works at the foundry, for the customer, and for strangers."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from real_runs import STOCKS, compiled, designed

from journeys import done
from tilth.foundry.build.run import State, commands
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.build.actions import carry_out
from tilth_site.build.models import BuildRun
from tilth_site.build.plans import plan_of
from tilth_site.build.tables import RUNS
from tilth_site.demonstration.echo_report import simulated_report
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import load

pytestmark = pytest.mark.django_db

ENGINEER = ("foundry", Role.AUTOMATION_ENGINEER)
FOUNDER = ("firm", Role.FOUNDER)


def body(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def downloaded(answer) -> bytes:
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


def key() -> str:
    return new_id("form")


def test_the_list_says_what_would_stand_there(sign_in, bench) -> None:
    client = sign_in(*ENGINEER)
    assert "Nothing is being built" in body(client.get("/build/"))
    one = bench().to(State.RUNNING).confirm("echo")
    one.do(one.report(2))
    shown = body(client.get("/build/"))
    assert "Small run" in shown
    assert "2 failed transfers to settle" in shown
    assert "Nothing of that kind" in body(client.get("/build/?state=complete"))
    assert client.get("/build/?state=nonsense").status_code == 404
    assert client.get(f"/build/?at={new_id('org')}").status_code == 404


def test_whoever_works_at_no_foundry_is_told_where_to_look(sign_in, bench) -> None:
    bench().open()
    shown = body(sign_in(*FOUNDER).get("/build/"))
    assert "No floor of yours" in shown
    assert "Small run" not in shown


def test_the_home_page_names_runs_that_wait(sign_in, bench) -> None:
    bench().to(State.READY)
    assert "Small run" in body(sign_in(*ENGINEER).get("/home/"))
    assert "Small run" not in body(sign_in(*FOUNDER).get("/home/"))


def test_the_page_of_a_run_shows_steps_plates_files_and_history(sign_in, bench) -> None:
    one = bench("firm", "other").to(State.RUNNING)
    shown = body(sign_in(*ENGINEER).get(f"/build/{one.id}/"))
    for words in ("Move the parts", "echo.csv", "Picklist of an Echo", "The firm", "The other", "Plan compiled",
                  "chart-well-planned", "Hand in the report", one.run.planned.plan):  # fmt: skip
        assert words in shown, words
    assert "Parts" in body(sign_in(*ENGINEER).get(f"/build/{one.id}/?piece=SRC-1"))


def test_a_customer_sees_his_own_wells_and_nothing_of_the_others(sign_in, bench) -> None:
    one = bench("firm", "other").to(State.RUNNING).confirm("echo")
    mine, theirs = (journey.id[-4:] for journey in one.requests)
    shown = body(sign_in(*FOUNDER).get(f"/build/{one.id}/"))
    assert f"{mine}-1" in shown
    assert f"{mine}-2" in shown
    for secret in (f"{theirs}-1", "The other", "Small run", "echo.csv", one.requests[1].id, "Confirm", ">P1<"):
        assert secret not in shown, secret
    assert "Move the parts" in shown


FLOOR = (
    "steps/echo/", "steps/echo/report/", "files/echo.csv", "start/", "abort/", "stocks/", "complete/",
    "steps/echo/failed/", "reports/1/",
)  # fmt: skip


@pytest.mark.parametrize("page", FLOOR)
def test_what_is_the_floors_does_not_exist_for_a_customer(sign_in, bench, page: str) -> None:
    one = bench().to(State.RUNNING).confirm("echo")
    one.do(one.report(1))
    assert sign_in(*FOUNDER).get(f"/build/{one.id}/{page}").status_code == 404
    assert sign_in("other", Role.FOUNDER).get(f"/build/{one.id}/").status_code == 404


def test_the_page_of_a_request_says_how_far_it_is_at_the_bench(sign_in, bench) -> None:
    one = bench()
    address = f"/requests/{one.requests[0].id}/"
    assert "Plan the build" in body(sign_in(*ENGINEER).get(address))
    assert "At the bench" not in body(sign_in(*FOUNDER).get(address))
    one.to(State.RUNNING).confirm("echo")
    shown = body(sign_in(*FOUNDER).get(address))
    assert "Your constructs in this run" in shown
    assert "Small run" not in shown
    assert "Small run" in body(sign_in(*ENGINEER).get(address))


def test_a_run_is_opened_with_pasted_stocks(sign_in, bench) -> None:
    one = bench()
    client = sign_in(*ENGINEER)
    request = one.requests[0].id
    assert "checked" in body(client.get(f"/build/new/?request={request}"))
    given = {"key": key(), "title": "Plates of the week", "requests": [request], "stocks_text": "",
             "dispenser": "acoustic", "last": "picking", "layout": "compact", "seed": 3}  # fmt: skip
    assert "Paste a table of stocks" in body(client.post("/build/new/", given), 422)
    answer = client.post("/build/new/", {**given, "stocks_text": STOCKS})
    row = BuildRun.objects.get()
    assert answer["Location"] == f"/build/{row.id}/"
    run = load(RUNS, row.id)
    assert run is not None
    assert run.inputs.choices.workflows == ("assembly", "transformation", "picking")
    assert client.post("/build/new/", {**given, "stocks_text": STOCKS})["Location"] == answer["Location"]
    assert BuildRun.objects.count() == 1
    assert "The plan is being compiled" in body(client.get(f"/build/{row.id}/"))


def test_nothing_to_build_is_said(sign_in, cast) -> None:
    assert "Nothing to build" in body(sign_in(*ENGINEER).get("/build/new/"))
    assert sign_in("foundry", Role.BIOSAFETY_OFFICER).get("/build/new/").status_code == 404


def test_a_step_is_confirmed_by_scanning_its_labware(sign_in, bench) -> None:
    one = bench().to(State.RUNNING)
    client, address = sign_in(*ENGINEER), f"/build/{one.id}/steps/echo/"
    assert "Scan the labware" in body(client.get(address))
    wrong = body(client.post(address, {"key": key(), "scanned": "SRC-1\nASM-2"}), 409)
    assert "ASM-2 does not belong to the step" in wrong
    assert "was not scanned" in body(client.post(address, {"key": key(), "scanned": "SRC-1"}), 409)
    assert client.post(address, {"key": key(), "scanned": " SRC-1\r\nASM-1\n"}).status_code == 302
    assert one.run.confirmed == ("echo",)
    assert "The step was done." in body(client.get(address))
    assert "It waits for" not in body(client.get(f"/build/{one.id}/steps/cycle/"))
    assert client.post(address, {"key": key(), "scanned": ""}).status_code == 422
    assert client.get(f"/build/{one.id}/steps/nothing/").status_code == 404


def test_two_who_confirm_one_step_both_learn_that_it_is_done(sign_in, bench) -> None:
    one = bench().to(State.RUNNING)
    client, address = sign_in(*ENGINEER), f"/build/{one.id}/steps/echo/"
    waits = body(client.get(f"/build/{one.id}/steps/cycle/"))
    assert "It waits for: Move the parts." in " ".join(waits.split())
    one.confirm("echo")
    late = body(client.post(address, {"key": key(), "scanned": "SRC-1 ASM-1"}), 409)
    assert "The step “Move the parts” was done already." in late
    assert "The step is done" not in late, "no button that could only be refused again"


def test_labware_is_scanned_wherever_a_step_has_any(sign_in, bench) -> None:
    one = bench().to(State.RUNNING)
    shown = body(sign_in(*ENGINEER).get(f"/build/{one.id}/steps/echo/"))
    assert "(optional)" not in shown


def test_a_role_that_confirms_nothing_is_denied(sign_in, bench) -> None:
    one = bench().to(State.RUNNING)
    client = sign_in("foundry", Role.BIOSAFETY_OFFICER)
    assert "Scan the labware" not in body(client.get(f"/build/{one.id}/steps/echo/"))
    body(client.post(f"/build/{one.id}/steps/echo/", {"key": key(), "scanned": "SRC-1 ASM-1"}), 403)
    body(client.get(f"/build/{one.id}/abort/"), 403)
    body(client.get(f"/build/{one.id}/steps/echo/report/"), 403)


def test_a_run_is_started_failed_left_out_and_aborted_by_forms(sign_in, bench) -> None:
    one, client = bench().to(State.READY), sign_in(*ENGINEER)
    assert "The checks passed" in body(client.get(f"/build/{one.id}/"))
    assert client.post(f"/build/{one.id}/start/", {"key": key()}).status_code == 302
    again = body(client.post(f"/build/{one.id}/start/", {"key": key()}), 409)
    assert "A run in the state At the bench does not take the command start" in again
    reason = {"key": key(), "reason": "Bubbles in the source plate."}
    assert client.post(f"/build/{one.id}/steps/echo/failed/", reason).status_code == 302
    assert "Bubbles in the source plate." in body(client.get(f"/build/{one.id}/steps/echo/"))
    one.confirm("echo").do(one.report(1))
    body(client.post(f"/build/{one.id}/reports/1/leave-out/", {"key": key(), "reason": ""}), 422)
    assert client.post(f"/build/{one.id}/reports/1/leave-out/", {**reason, "key": key()}).status_code == 302
    assert one.run.left_out == (1,)
    assert "Left out" in body(client.get(f"/build/{one.id}/reports/1/"))
    assert client.post(f"/build/{one.id}/abort/", {**reason, "key": key()}).status_code == 302
    assert "Why it was aborted" in body(client.get(f"/build/{one.id}/"))


def test_a_run_ends_with_what_was_built(sign_in, bench) -> None:
    one, client = bench().to(State.RUNNING).confirm("echo", "cycle"), sign_in(*ENGINEER)
    name = f"{one.requests[0].id[-4:]}-2"
    unknown = body(client.post(f"/build/{one.id}/complete/", {"key": key(), "missing": "nobody"}), 409)
    assert "The run builds no construct nobody." in unknown
    assert client.post(f"/build/{one.id}/complete/", {"key": key(), "missing": name}).status_code == 302
    (delivered,) = one.run.delivered
    assert delivered.constructs == 1
    shown = body(client.get(f"/build/{one.id}/"))
    assert f"delivery-{one.requests[0].id}.json" in shown
    founder = body(sign_in(*FOUNDER).get(f"/build/{one.id}/"))
    assert f"/requests/{one.requests[0].id}/delivery" in founder


def test_checks_that_failed_are_shown_and_the_plan_made_anew(sign_in, bench) -> None:
    one = bench().open()
    one.plan("8 uL of water from A to B: too little.")
    client = sign_in(*ENGINEER)
    shown = body(client.get(f"/build/{one.id}/"))
    assert "The checks found 1 fault" in shown
    assert "8 uL of water from A to B" in shown
    assert "part,labware,kind" in body(client.get(f"/build/{one.id}/stocks/"))
    given = {"key": key(), "stocks_text": STOCKS, "dispenser": "pipette", "last": "assembly", "layout": "random",
             "seed": 1}  # fmt: skip
    assert client.post(f"/build/{one.id}/stocks/", given).status_code == 302
    assert (one.run.state, one.run.inputs.version) == (State.PLANNING, 2)


@pytest.mark.django_db(transaction=True)
def test_files_are_handed_out_under_their_names(sign_in, bench) -> None:
    one, client = bench().to(State.RUNNING), sign_in(*ENGINEER)
    one.do(one.report(1))
    for name in ("echo.csv", "plan.json", "stocks.csv", "checks.json"):
        answer = client.get(f"/build/{one.id}/files/{name}")
        assert name in answer["Content-Disposition"]
        assert downloaded(answer)
    for name in ("report.csv", "result.json"):
        assert downloaded(client.get(f"/build/{one.id}/reports/1/files/{name}"))
    assert client.get(f"/build/{one.id}/files/tecan.gwl").status_code == 404
    assert client.get(f"/build/{one.id}/reports/2/files/report.csv").status_code == 404


def test_a_report_is_taken_in_and_what_failed_made_again(sign_in, cast) -> None:
    id = compiled(cast, designed(cast))
    done(carry_out(Call(OPERATOR, datetime.now().astimezone()), id, commands.Start()))
    run = load(RUNS, id)
    assert run is not None
    assert run.planned is not None
    step = f"{id[-6:]}-assembly-1-setup"
    client, address = sign_in(*ENGINEER), f"/build/{id}/steps/{step}/report/"
    broken = SimpleUploadedFile("report.csv", b"a,b\n1,2\n")
    assert "report.csv" in body(client.post(address, {"key": key(), "report": broken}), 422)
    text = simulated_report(plan_of(run.planned.plan), step, datetime(2026, 3, 2, 9), (2, 4))
    sent = SimpleUploadedFile("report.csv", text.encode())
    answer = client.post(address, {"key": key(), "report": sent})
    assert answer["Location"] == f"/build/{id}/reports/1/"
    shown = body(client.get(answer["Location"]))
    for words in (
        "The source could not be read",
        "MM0202007",
        "The foundry’s",
        "Make them again",
        "Leave them out",
    ):
        assert words in shown, words
    assert client.post(f"/build/{id}/reports/1/redo/", {"key": key()}).status_code == 302
    shown = body(client.get(f"/build/{id}/reports/1/"))
    assert "2 transfers are made in steps of their own" in shown
    assert "Once more:" in body(client.get(f"/build/{id}/"))
    assert downloaded(client.get(f"/build/{id}/reports/1/files/echo.csv")).count(b"\n") == 3
