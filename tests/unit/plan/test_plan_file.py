"""A plan as YAML: what is read, and that every fault is named with its line, its path and what would mend it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Reason, Refused
from tilth.plan.model import (
    Baseline,
    Condition,
    Counted,
    Direction,
    Indicator,
    Kind,
    Measure,
    Operator,
    Plan,
    Source,
    Target,
    Words,
)
from tilth.plan.plan_file import parse_plan, read_plan, write_plan
from tilth.plan.soundness import indicator_faults, plan_cautions

HEAD = """\
code: cluster
name: {en: A plan, zh: 计划}
start: 2023-09-26
deadline: 2025-12-31
boundary: [here]
indicators:
"""
STARTUPS = """\
  - code: startups
    name: New startups
    kind: count
    measure: flow
    unit: firms
    owner: office
    target: 50
    definitions:
      - version: 1
        since: 2023-09-26
        words: A firm younger than five years
        rule: {claims: startup.registered, places: [here], start: 2023-09-26}
"""
LEVEL = """\
  - code: scale
    name: Scale
    kind: level
    unit: bn CNY
    owner: office
"""
RATIO = """\
  - code: share
    name: Share of drugs
    kind: ratio
    unit: drugs
    owner: office
    target: 15 %
"""


def plan_of(text: str) -> Plan:
    found = parse_plan(text, file="PLAN.yaml")
    assert isinstance(found, Plan), found
    return found


def faults_of(text: str) -> list[Reason]:
    found = parse_plan(text, file="PLAN.yaml")
    assert isinstance(found, Refused)
    return list(found.reasons)


def only_fault(text: str) -> Reason:
    (fault,) = faults_of(text)
    # Both sentences can be filled: a place without its fact would raise.
    assert fault.message
    assert fault.advice
    return fault


def indicator(text: str) -> Indicator:
    return plan_of(HEAD + text).indicators[0]


def test_a_plan_is_read_with_everything_it_says() -> None:
    plan = plan_of(HEAD + STARTUPS)
    assert (plan.code, plan.name, plan.start) == ("cluster", Words("A plan", "计划"), date(2023, 9, 26))
    assert plan.boundary == ("here",)
    startups = plan.indicators[0]
    assert (startups.kind, startups.measure, startups.counted) == (Kind.COUNT, Measure.FLOW, Counted.ENTITIES)
    assert startups.target == Target(Decimal(50), date(2025, 12, 31))
    rule = startups.definitions[0].rule
    assert rule is not None
    assert (rule.claims, rule.places, rule.start) == (("startup.registered",), ("here",), date(2023, 9, 26))


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("50", Target(Decimal(50), date(2025, 12, 31))),
        ("at least 3", Target(Decimal(3), date(2025, 12, 31))),
        ("At  Least 3", Target(Decimal(3), date(2025, 12, 31))),
        ("at most 20 by 2024-06-30", Target(Decimal(20), date(2024, 6, 30), direction=Direction.AT_MOST)),
        ("3 to 5", Target(Decimal(3), date(2025, 12, 31), Decimal(5))),
        ("3 to 5 by 2026-12-31", Target(Decimal(3), date(2026, 12, 31), Decimal(5))),
        ("0", Target(Decimal(0), date(2025, 12, 31))),
        ("-1.50", Target(Decimal("-1.50"), date(2025, 12, 31))),
    ],
)
def test_a_target_is_read_from_words(words: str, target: Target) -> None:
    assert indicator(STARTUPS.replace("target: 50", f"target: {words}")).target == target


@pytest.mark.parametrize("words", ["fifty", "1,000", "5 until 2025", "3-5", "yes", "0x10", "1_000", ".5", "1e3"])
def test_a_target_that_is_none_is_named(words: str) -> None:
    fault = only_fault(HEAD + STARTUPS.replace("target: 50", f"target: {words}"))
    assert (fault.code, fault.where, fault.data["line"]) == ("plan_file.kind", "indicators[0].target", 13)
    assert "3 to 5" in fault.advice


def test_a_target_is_read_from_a_table_with_a_deadline_and_a_source_of_its_own() -> None:
    source = "{name: Gazette, locator: p. 3, date: 2023-09-26}"
    table = f"target: {{lower: 3, upper: 5, deadline: 2026-06-30, source: {source}}}"
    found = indicator(STARTUPS.replace("target: 50", table)).target
    said = Source("Gazette", "p. 3", date(2023, 9, 26))
    assert found == Target(Decimal(3), date(2026, 6, 30), Decimal(5), source=said)


def test_a_share_in_per_cent_is_the_number_between_nought_and_one() -> None:
    found = indicator(RATIO + "    baseline: {value: 14.5 %, date: 2022-12-31}\n")
    assert found.target == Target(Decimal("0.15"), date(2025, 12, 31))
    assert found.baseline == Baseline(Decimal("0.145"), date(2022, 12, 31))


def test_a_target_needs_a_deadline_of_its_own_or_of_the_plan() -> None:
    text = (HEAD + STARTUPS).replace("deadline: 2025-12-31\n", "")
    assert only_fault(text).where == "indicators[0].target"
    assert "deadline" in only_fault(text).advice
    assert plan_of(text.replace("target: 50", "target: 50 by 2025-12-31")) == plan_of(HEAD + STARTUPS)


@pytest.mark.parametrize("code", ["no", "yes", "on", "off", "y", "true", "null-values"])
def test_a_word_that_other_yaml_takes_for_a_truth_value_is_a_code(code: str) -> None:
    assert indicator(STARTUPS.replace("code: startups", f"code: {code}")).code == code


def test_a_condition_keeps_its_values_as_they_are_written() -> None:
    rule = """\
        rule:
          claims: [startup.registered]
          where:
            - {fact: branch, is: no}
            - {fact: stage, is not: [closed, merged]}
            - {fact: staff, at least: 1}
            - {fact: licence, present: yes}
"""
    made = indicator(STARTUPS.replace(STARTUPS.splitlines(keepends=True)[-1], rule)).definitions[0].rule
    assert made is not None
    assert made.where == (
        Condition("branch", Operator.IS, ("no",)),
        Condition("stage", Operator.IS_NOT, ("closed", "merged")),
        Condition("staff", Operator.AT_LEAST, ("1",)),
        Condition("licence", Operator.PRESENT),
    )


@pytest.mark.parametrize(
    ("condition", "code", "says"),
    [
        ("{fact: staff, at least: [1, 2]}", "plan.values", "has 2 values, and takes one"),
        ("{fact: staff, is: []}", "plan.values", "has 0 values"),
        ("{fact: staff, at least: few}", "plan.number", "few is not a number"),
        ("{fact: staff}", "plan_file.operator", "0 times"),
        ("{fact: staff, is: a, is not: b}", "plan_file.operator", "2 times"),
        ("{fact: staff, present: no}", "plan_file.kind", "is not yes"),
        ("staff", "plan_file.item", "no table"),
    ],
)
def test_a_condition_that_compares_nothing_is_named(condition: str, code: str, says: str) -> None:
    fault = only_fault(HEAD + STARTUPS.replace("start: 2023-09-26}", f"where: [{condition}]}}"))
    assert (fault.code, fault.data["line"]) == (code, 18)
    assert fault.where.startswith("indicators[0].definitions[0].rule.where[0]")
    assert says in fault.message


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "line"),
    [
        ("unit: firms", "unt: firms\n    unit: firms", "plan_file.misspelt", "unt", 11),
        ("unit: firms", "colour: red\n    unit: firms", "plan_file.unknown", "colour", 11),
        ("owner: office", "owner: office\n    owner: other", "plan_file.repeated", "owner", 13),
        ("    owner: office\n", "", "plan_file.missing", "owner", 7),
        ("    owner: office\n", "    owner:\n", "plan_file.missing", "owner", 12),
        ("kind: count", "kind: counts", "plan_file.word", "kind", 9),
        ("kind: count", "kind: number", "plan_file.kind", "kind", 9),
        ("since: 2023-09-26", "since: 26/09/2023", "plan_file.kind", "definitions[0].since", 16),
        ("since: 2023-09-26", "since: 2023-02-30", "plan_file.kind", "definitions[0].since", 16),
        ("version: 1", "version: one", "plan_file.kind", "definitions[0].version", 15),
        ("name: New startups", "name: {zh: 新创企业}", "plan_file.missing", "name.en", 8),
        ("code: startups", "code: New Startups", "plan.code", "code", 7),
        ("target: 50", "target: 5 to 3", "plan.range", "target", 13),
        ("target: 50", "target: 50 by 2020-12-31", "plan.deadline", "target", 13),
        ("claims: startup.registered", "claims: verdict", "plan.reserved", "definitions[0].rule.claims", 18),
        ("claims: startup.registered", "claims: []", "plan.claims", "definitions[0].rule.claims", 18),
        ("start: 2023-09-26}", "until: gone}", "plan.endless", "definitions[0].rule.until", 18),
        ("measure: flow", "measure: stock", "plan.start", "definitions[0].rule.start", 18),
        ("kind: count", "kind: ratio", "plan.share", "definitions[0].share", 15),
        ("kind: count", "kind: level", "plan.counted", "definitions[0].rule", 18),
        ("target: 50", "target: 50\n    milestones: [{code: a, name: A}]", "plan.misplaced", "milestones", 14),
        ("target: 50", "target: 50\n    breaks: [{date: 2024-01-01, reason: A}]", "plan.misplaced", "breaks", 14),
        (
            "target: 50",
            "target: 50\n    baseline: {value: 1, date: 2026-01-01}",
            "plan.baseline",
            "baseline.date",
            14,
        ),
        (
            "target: 50",
            "target: 50\n    past: [{first: 2023-01-01, last: 2023-12-31, value: 4}]",
            "plan.past",
            "past[0].last",
            14,
        ),
    ],
)
def test_each_fault_has_its_code_path_and_line(old: str, new: str, code: str, where: str, line: int) -> None:
    text = (HEAD + STARTUPS).replace(old, new)
    assert old in HEAD + STARTUPS
    faults = faults_of(text)
    found = [(fault.code, fault.where, fault.data["line"], fault.data["file"]) for fault in faults]
    if code != "plan.counted" and new != "kind: ratio":
        assert len(found) == 1
    assert (code, f"indicators[0].{where}", line, "PLAN.yaml") in found
    assert all(fault.message.endswith(".") and fault.advice for fault in faults)


def test_every_fault_of_a_file_is_listed_in_the_order_of_its_lines() -> None:
    text = HEAD.replace("start: 2023-09-26", "start: soon") + STARTUPS.replace("unit: firms", "unti: firms")
    text += STARTUPS.replace("target: 50", "target: 9 to 1")
    faults = faults_of(text)
    assert [(fault.where, fault.data["line"]) for fault in faults] == [
        ("start", 3),
        ("indicators[0].unit", 7),
        ("indicators[0].unti", 11),
        ("indicators[1].code", 19),
        ("indicators[1].target", 25),
    ]
    assert "Did you mean unit?" in faults[2].advice


def test_what_cannot_be_read_is_said_once_and_not_contradicted_as_well() -> None:
    faults = faults_of(
        (HEAD + STARTUPS).replace("version: 1", "version: one").replace("code: startups", "code: []")
    )
    assert [fault.code for fault in faults] == ["plan_file.kind", "plan_file.kind"]


def test_versions_rise_and_are_adopted_in_their_order() -> None:
    second = """\
      - version: 1
        since: 2020-01-01
        words: Another
        rule: {claims: startup.registered}
"""
    codes = [fault.code for fault in faults_of(HEAD + STARTUPS + second)]
    assert sorted(codes) == ["plan.since", "plan.version"]


def test_past_periods_are_in_order_and_do_not_overlap() -> None:
    past = """\
    past:
      - {first: 2020-01-01, last: 2020-12-31, value: 7}
      - {first: 2020-06-01, last: 2021-12-31, value: 7}
"""
    assert only_fault(HEAD + STARTUPS + past).where == "indicators[0].past[1].first"


def test_a_level_and_a_reported_ratio_need_no_definition() -> None:
    plan = plan_of(HEAD + LEVEL.replace("owner: office", "owner: office\n    target: 450") + RATIO)
    assert [each.kind for each in plan.indicators] == [Kind.LEVEL, Kind.RATIO]
    assert plan_cautions(plan) == ()


def test_a_ratio_above_one_is_no_ratio() -> None:
    fault = only_fault(HEAD + RATIO.replace("15 %", "15"))
    assert (fault.code, fault.advice) == ("plan.ratio", "Write 0.15 or 15 %.")


def test_what_nobody_defined_is_legal_and_cautioned_about() -> None:
    undefined = "".join(STARTUPS.partition("    definitions")[:1])
    goal = "  - {code: goal, name: Goal, kind: qualitative, owner: office}\n"
    plan = plan_of(HEAD + undefined + goal + LEVEL)
    assert [(each.code, each.where) for each in plan_cautions(plan)] == [
        ("plan.undefined", "indicators[0].definitions"),
        ("plan.unmarked", "indicators[1].milestones"),
        ("plan.untargeted", "indicators[2].target"),
    ]
    assert "startups" in plan_cautions(plan)[0].message


def test_an_indicator_can_be_checked_on_its_own() -> None:
    broken = Indicator("x", Words("X"), Kind.COUNT, Words("firms"), "office",
                       target=Target(Decimal(1), date(2020, 1, 1)))  # fmt: skip
    (fault,) = indicator_faults(broken, date(2023, 1, 1))
    assert (fault.code, fault.where) == ("plan.deadline", "target")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "names no entry"),
        ("- a\n- b\n", 1, "names no entry"),
        ("code: a\n  name: b\n", 2, "mapping values"),
        ("code: a\n\tname: b\n", 2, "not YAML"),
        ("code: 'a\n", 2, "not YAML"),
        ("a: &x 1\nb: *x\n", 2, "alias"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, "nested too deeply"),
        ("? [a, b]\n: c\n", 1, "no text"),
        ("code: a\nname: \x07\n", 2, "A character"),
        ("code: a\n---\ncode: b\n", 2, "not YAML"),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(FileError, match=says) as caught:
        parse_plan(text, file="PLAN.yaml")
    assert caught.value.line == line
    assert caught.value.mend


def test_a_file_is_read_with_or_without_a_byte_order_mark_and_with_any_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "PLAN.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + STARTUPS).replace("\n", "\r\n").encode())
    assert read_plan(path) == plan_of(HEAD + STARTUPS)


def test_a_file_in_another_encoding_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "PLAN.yaml"
    with pytest.raises(FileError, match="cannot be read"):
        read_plan(path)
    path.write_bytes((HEAD + STARTUPS).encode("gbk"))
    with pytest.raises(FileError, match="not UTF-8"):
        read_plan(path)


def test_a_written_plan_is_plain_to_read() -> None:
    text = write_plan(plan_of(HEAD + STARTUPS))
    assert "name: {en: A plan, zh: 计划}" in text
    assert "deadline: 2025-12-31" in text
    assert plan_of(text) == plan_of(HEAD + STARTUPS)


def test_indicators_that_share_a_deadline_are_written_each_with_its_own() -> None:
    plan = plan_of(HEAD + STARTUPS + RATIO)
    assert plan.indicators[0].target is not None
    assert plan.indicators[1].target is not None
    assert plan.indicators[0].target.deadline is plan.indicators[1].target.deadline
    assert plan_of(write_plan(plan)) == plan


@pytest.mark.parametrize(
    ("old", "new"), [("kind: level", "kind: levl"), ("owner: office", "owner: office\n    measure: x")]
)
def test_an_indicator_of_no_known_kind_or_measure_is_not_held_to_another(old: str, new: str) -> None:
    text = HEAD + LEVEL + "    breaks: [{date: 2024-01-01, reason: Another census}]\n"
    assert only_fault(text.replace(old, new)).data["line"] == (9 if "kind" in new else 12)
