from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import date

import msgspec
import pytest
import rfc8785
from request_story import line

from tilth.foundry.request.comparison import FieldChange, GroupChange, Kind, LineChange, diff
from tilth.foundry.request.constructs import Group
from tilth.foundry.request.events import Quoted
from tilth.foundry.request.statement import Statement, requote
from tilth.kernel.money import Money

OLD = Statement(
    request="r1",
    version=1,
    owner="org-1",
    provider="org-2",
    design_version=1,
    customer_class="academic",
    scope=(Group("tu", "Transcription units", 48, "d" * 64),),
    lines=(line("assembly", 48, 3000), line("setup", 1, 50000)),
    total=Money(194000, "CNY"),
    price_list="Zhangjiang 2026",
    earliest=date(2026, 4, 1),
    latest=date(2026, 4, 20),
    provisional=False,
    terms="T1",
    valid_until=date(2026, 4, 1),
    assumptions=("Parts are in stock.",),
)


def test_the_hash_is_that_of_the_canonical_json_as_anyone_can_work_it_out_from_the_journal() -> None:
    data = msgspec.json.decode(msgspec.json.encode(Quoted(OLD)))
    assert OLD.sha256 == hashlib.sha256(rfc8785.dumps(data["statement"])).hexdigest()


def test_the_spelling_of_a_statement_never_changes_for_signatures_bind_to_it() -> None:
    assert OLD.sha256 == "5faae4028f55f4ff19768abe3df1e980df1f949c3b9affc888c5a8b50820ebee"


OTHER = {
    "request": "r2",
    "version": 2,
    "owner": "org-3",
    "provider": "org-3",
    "design_version": 2,
    "customer_class": "industry",
    "scope": (Group("tu", "Transcription units", 48, "e" * 64),),
    "lines": (line("assembly", 48, 3001), line("setup", 1, 50000)),
    "total": Money(194048, "CNY"),
    "price_list": "Zhangjiang 2027",
    "earliest": date(2026, 4, 2),
    "latest": date(2026, 4, 21),
    "provisional": True,
    "terms": "T2",
    "valid_until": date(2026, 4, 2),
    "assumptions": (),
}


@pytest.mark.parametrize("field", [field.name for field in fields(Statement)])
def test_the_hash_covers(field: str) -> None:
    assert replace(OLD, **{field: OTHER[field]}).sha256 != OLD.sha256  # type: ignore[arg-type]


@pytest.mark.parametrize("field", sorted(OTHER.keys() - {"request", "version", "owner", "provider"}))
def test_the_difference_shows_a_change_of(field: str) -> None:
    assert len(diff(OLD, replace(OLD, **{field: OTHER[field]}))) == 1  # type: ignore[arg-type]


def test_two_versions_that_say_the_same_have_no_difference() -> None:
    assert diff(OLD, replace(OLD, version=2)) == ()


def test_the_difference_names_constructs_lines_with_both_amounts_and_fields() -> None:
    new = replace(
        OLD,
        scope=(Group("tu", "Transcription units", 48, "e" * 64), Group("dev", "Devices", 2, "f" * 64)),
        lines=(line("sequencing", 96, 700), line("assembly", 50, 3000)),
        latest=date(2026, 4, 27),
    )
    assert diff(OLD, new) == (
        GroupChange(Kind.CHANGED, "tu", OLD.scope[0], new.scope[0]),
        GroupChange(Kind.ADDED, "dev", None, new.scope[1]),
        LineChange(Kind.ADDED, "sequencing", None, new.lines[0]),
        LineChange(Kind.CHANGED, "assembly", OLD.lines[0], new.lines[1]),
        LineChange(Kind.REMOVED, "setup", OLD.lines[1], None),
        FieldChange(Kind.CHANGED, "latest", "2026-04-20", "2026-04-27"),
    )


def test_an_unchanged_line_keeps_its_price_and_the_order_is_the_new_one() -> None:
    priced = (line("setup", 1, 60000), line("assembly", 49, 3500), line("shipping", 1, 900))
    assert requote(OLD.lines, priced) == (line("setup", 1, 50000), line("assembly", 49, 3500), priced[2])


def test_a_line_that_is_gone_stays_gone() -> None:
    assert requote(OLD.lines, (line("setup", 1, 60000),)) == (line("setup", 1, 50000),)


def test_without_an_earlier_statement_all_lines_are_priced_as_given() -> None:
    assert requote((), OLD.lines) == OLD.lines
