"""What was found, which officers decided and why is read by officers alone: every page and answer that somebody
else can reach is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from gates import GREEN, RED, Gate, done, stretch

from screened import review
from tilth.approval.gate import Decision
from tilth.parties.model import Role
from tilth_site.accounts.models import PersonalRecord
from tilth_site.accounts.tokens import Scope, mint

pytestmark = pytest.mark.django_db(transaction=True)

LABEL: Final = "planted_0"
REASONS: Final = ("Rosalind knows this marker.", "Ada looked at it twice.", "It is what it looks like.")
NAMES: Final = {"en": ("Rosalind Officer", "Ada Officer"), "zh": ("罗官员", "艾官员")}

OUTSIDERS: Final = [
    ("firm", Role.FOUNDER), ("firm", Role.BIOSAFETY_OFFICER), ("other", Role.BIOSAFETY_OFFICER),
    ("foundry", Role.FOUNDRY_SCIENTIST), ("operator", Role.ADMINISTRATOR),
]  # fmt: skip


@pytest.fixture
def decided(gate: Gate) -> tuple[str, ...]:
    """A design that two officers cleared, and one that the first of them refused."""
    cache.clear()
    cleared = gate.screened(GREEN, stretch(GREEN), stretch(RED))
    refused = gate.design(RED)
    gate.work()
    done(review(gate.officer, cleared, reason=REASONS[0]))
    done(review(gate.other_officer, cleared, reason=REASONS[1]))
    done(review(gate.officer, refused, Decision.REFUSE, REASONS[2]))
    for person, name, chinese in zip(officers(gate), NAMES["en"], NAMES["zh"], strict=True):
        given = {"name_en": name, "name_zh": chinese}
        PersonalRecord.objects.update_or_create(person=person, defaults=given)
    return cleared, refused


def officers(gate: Gate) -> tuple[str, str]:
    return gate.officer.actor.person, gate.second


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def walked(client: Client, language: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the front, and what it says."""
    waiting, seen = ["/home/", "/requests/", "/plan/", "/schedule/"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/account/", "/static/", "/api/")):
            continue
        seen.add(address)
        answer = client.get(address, follow=True, HTTP_ACCEPT_LANGUAGE=language)
        said = text_of(answer)
        yield address, said
        waiting += [link.replace("&amp;", "&") for link in re.findall(r'(?:href|src|hx-get)="(/[^"#]*)', said)]


def answers(client: Client, ids: dict[str, list[str]], secret: str) -> Iterator[tuple[str, str]]:
    """What each address of the API that is read says, with every id in its place."""
    paths = client.get("/api/v1/openapi.json", HTTP_AUTHORIZATION=f"Bearer {secret}").json()["paths"]
    for path, methods in paths.items():
        if "get" not in methods:
            continue
        filled = [path]
        for name in re.findall(r"{(\w+)}", path):
            filled = [one.replace(f"{{{name}}}", id) for one in filled for id in ids.get(name, ["1"])]
        for address in filled:
            answer = client.get(address, HTTP_AUTHORIZATION=f"Bearer {secret}")
            assert answer.status_code < 500, address
            yield address, text_of(answer)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "role"), OUTSIDERS)
def test_no_page_tells_an_outsider_what_was_found_who_decided_or_why(gate, decided, name, role, language) -> None:
    pages = dict(walked(gate.sign_in(name, role), "zh-hans" if language == "zh" else "en"))
    assert len(pages) > 5
    if name == "firm":
        assert {f"/requests/{id}/" for id in decided} <= set(pages)
    for address, said in pages.items():
        told = [words for words in (LABEL, *REASONS) if words in said]
        if not address.startswith("/parties/"):  # the directories name who holds a role, and nothing that they did
            told += [words for words in (*NAMES["en"], *NAMES["zh"], *officers(gate)) if words in said]
        assert not told, f"{address} tells {told}"


@pytest.mark.parametrize(("name", "role"), OUTSIDERS)
def test_no_answer_tells_an_outsider_what_was_found_who_decided_or_why(gate, decided, name, role) -> None:
    client = gate.sign_in(name, role)
    now = timezone.now()
    person = gate.cast.person(name, role)
    token = mint(person, "a program", list(Scope), now=now, expires=now + timedelta(days=1))
    records = [gate.record(id) for id in decided]
    hashes = [record.result.report for record in records]
    hashes += [one.statement for record in records for one in record.reviews]
    hashes += [gate.request(id).screening.evidence for id in decided]
    ids = {
        "request_id": list(decided), "thing_id": [*decided, gate.cast.firm, gate.cast.foundry],
        "kind": ["request", "organisation", "screening"], "organisation_id": [gate.cast.firm],
        "foundry_id": [gate.cast.foundry], "evidence_id": hashes, "sha256": hashes, "job_id": ["1", "2", "3", "4"],
        "name": ["plan.toml", *hashes], "version": ["1"],
    }  # fmt: skip
    client.logout()
    read = dict(answers(client, ids, token.secret))
    assert any(decided[0] in said for said in read.values()) or name in ("other", "operator")
    for address, said in read.items():
        told = [words for words in (LABEL, *REASONS) if words in said]
        if "organisation" not in address:  # who holds which role there is no secret
            told += [words for words in (*NAMES["en"], *NAMES["zh"], *officers(gate)) if words in said]
        assert not told, f"{address} tells {told}"


def test_the_customer_reads_what_was_decided_and_by_which_role(gate, decided) -> None:
    cleared, refused = decided
    client = gate.sign_in("firm", Role.FOUNDER)
    for id, words in ((cleared, "cleared it"), (refused, "did not clear it")):
        history = text_of(client.get(f"/requests/{id}/")).partition("History")[2]
        assert f"The biosafety officers of the foundry {words}." in history
    said = text_of(client.get(f"/requests/{cleared}/", HTTP_ACCEPT_LANGUAGE="zh-hans"))
    assert "生物安全官" in said
