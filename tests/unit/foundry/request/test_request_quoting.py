from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from request_story import (
    TODAY,
    agreed,
    assessment,
    at,
    files,
    line,
    quote,
    quoted,
    refused,
    run,
    sign,
)

from tilth.foundry.request.commands import Assess, Queue, Revise
from tilth.foundry.request.model import Side, State
from tilth.kernel.money import Money


def test_a_statement_repeats_the_scope_and_adds_up_its_lines() -> None:
    statement = quoted().statement
    assert statement is not None
    assert (statement.version, statement.design_version, statement.customer_class) == (1, 1, "academic")
    assert (statement.request, statement.owner, statement.provider) == ("r1", "org-1", "org-2")
    assert statement.scope == assessment().groups
    assert statement.total == Money(48 * 3000 + 50000, "CNY")


def test_quoting_needs_an_assessment_of_the_design_that_stands() -> None:
    request = run(quoted(), Revise(files("b")))
    assert refused(request, quote()) == "request.not_assessed"
    assert run(request, Assess(assessment(2)), quote()).state is State.QUOTED


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(quote(), lines=()), "request.no_lines"),
        (quote(line("assembly", 1, 5), line("assembly", 2, 5)), "request.repeated_line"),
        (quote(line("assembly", 1, 5), line("setup", 1, 5, "USD")), "request.currencies"),
        (replace(quote(), latest=date(2026, 3, 31)), "request.dates"),
        (quote(valid=-1), "request.validity"),
    ],
)
def test_a_statement_that_makes_no_sense_is_refused(command: object, code: str) -> None:
    assert refused(at(State.ACCEPTED), command) == code  # type: ignore[arg-type]


def test_a_second_statement_that_says_the_same_would_only_void_signatures() -> None:
    assert refused(agreed(), quote()) == "request.same_quote"


def test_only_what_changed_is_priced_by_the_new_list() -> None:
    edited = run(agreed(), Revise(files("b")), Assess(assessment(2, 40)))
    dearer = quote(line("assembly", 40, 9000), line("setup", 1, 99000), line("sequencing", 80, 700))
    statement = run(edited, dearer).statement
    assert statement is not None
    assert statement.lines == (line("assembly", 40, 9000), line("setup", 1, 50000), line("sequencing", 80, 700))
    assert statement.total == Money(40 * 9000 + 50000 + 80 * 700, "CNY")
    assert statement.version == 2


def test_the_foundry_may_price_afresh_only_until_both_sides_have_signed() -> None:
    dearer = quote(line("assembly", 48, 9000), line("setup", 1, 99000), afresh=True)
    halfway = run(quoted(), sign(quoted(), Side.OWNER))
    repriced = run(halfway, dearer).statement
    assert repriced is not None
    assert repriced.lines == dearer.lines
    assert refused(agreed(), dearer) == "request.price_agreed"


def test_an_agreed_price_holds_also_when_a_later_statement_is_unsigned() -> None:
    later = run(agreed(), quote(terms="T2"))
    assert later.unsigned == tuple(Side)
    assert later.agreed == later.statements[0]
    assert refused(later, quote(line("setup", 1, 1), afresh=True)) == "request.price_agreed"


def test_a_kept_price_in_another_currency_than_the_new_list_is_told() -> None:
    mixed = quote(line("assembly", 48, 100, "USD"), line("setup", 2, 100, "USD"))
    assert refused(quoted(), mixed) == "request.currencies"
    assert run(quoted(), replace(mixed, afresh=True)).state is State.QUOTED


def test_signatures_bind_to_the_latest_statement_its_words_and_its_last_day() -> None:
    request = quoted()
    owner = sign(request, Side.OWNER)
    assert refused(request, replace(owner, sha256="0" * 64)) == "request.other_statement"
    assert refused(request, replace(owner, version=2)) == "request.superseded"
    assert refused(run(request, quote(terms="T2")), owner) == "request.superseded"
    assert refused(request, replace(owner, meaning="")) == "request.no_meaning"
    last = TODAY + timedelta(days=30)
    assert run(request, owner, today=last).signatures[0].on == last
    assert refused(request, owner, today=last + timedelta(days=1)) == "request.expired"


def test_a_side_signs_a_version_once() -> None:
    request = run(quoted(), sign(quoted(), Side.OWNER))
    assert request.unsigned == (Side.PROVIDER,)
    assert refused(request, sign(request, Side.OWNER)) == "request.signed_already"


@pytest.mark.parametrize("side", Side)
def test_a_slot_is_taken_only_when_both_have_signed_the_latest_statement(side: Side) -> None:
    assert refused(quoted(), Queue("w11")) == "request.unsigned"
    assert refused(run(quoted(), sign(quoted(), side)), Queue("w11")) == "request.unsigned"
    assert run(agreed(), Queue("w11")).slot == "w11"


def test_signatures_of_a_superseded_statement_do_not_count() -> None:
    assert refused(run(agreed(), quote(terms="T2")), Queue("w11")) == "request.unsigned"
