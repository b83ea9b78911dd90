"""Tables of figures and of indicators."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from tilth.kernel.errors import FileError, InputError
from tilth.plan.exchange import figures_csv, indicators_csv, read_indicators_csv
from tilth.plan.exchange.indicators_table import COLUMNS
from tilth.plan.figures import Report
from tilth.plan.model import Plan, Words


def _figures(plan: Plan, report: Report) -> dict[str, dict[str, str]]:
    return {row["indicator"]: row for row in csv.DictReader(io.StringIO(figures_csv(plan, report), newline=""))}


def test_a_figure_has_a_row_with_its_interval_its_bounds_and_its_chances(plan: Plan, report: Report) -> None:
    row = _figures(plan, report)["startups"]
    assert [row[name] for name in ("low", "certain", "high")] == ["36", "37", "41"]
    assert (row["first_bound"], row["second_bound"], row["first_chance"]) == ("50", "", "0.8123")
    assert (row["as_of"], row["known_by"], row["definition"]) == ("2025-03-31", "2025-04-20", "2")
    assert (row["name_zh"], row["rows"], len(row["digest"])) == ("新创企业", "3", 64)


def test_a_figure_without_a_number_has_empty_cells_and_its_reasons(plan: Plan, report: Report) -> None:
    rows = _figures(plan, report)
    assert [rows["listings"][name] for name in ("low", "certain", "high")] == ["", "", ""]
    assert rows["scale"]["reasons"].startswith("Two readings of 2024 differ: 410 and 420.")
    assert rows["scale"]["blocked"] == "true"


def test_negative_numbers_stay_numbers_and_texts_never_become_formulas(plan: Plan, report: Report) -> None:
    named = replace(plan.indicators[3], name=Words("=HYPERLINK(1)", "＝1"))
    changed = replace(plan, indicators=(*plan.indicators[:3], named, *plan.indicators[4:]))
    row = _figures(changed, report)["solvent"]
    assert row["certain"] == "-2.5"
    assert (row["name_en"], row["name_zh"]) == ("'=HYPERLINK(1)", "'＝1")


def test_a_report_of_another_plan_is_refused(plan: Plan, report: Report) -> None:
    with pytest.raises(InputError, match="not of zhangjiang"):
        figures_csv(plan, replace(report, plan="other"))
    with pytest.raises(InputError, match="startups, which the plan does not have"):
        figures_csv(replace(plan, indicators=plan.indicators[1:]), report)


def test_every_part_of_every_indicator_survives_the_table(plan: Plan) -> None:
    table = indicators_csv(plan)
    assert read_indicators_csv(table, replace(plan, indicators=())) == plan
    assert indicators_csv(read_indicators_csv(table, plan)) == table


def test_a_byte_order_mark_and_windows_line_ends_are_read(plan: Plan) -> None:
    indicators = tuple(each for each in plan.indicators if "\n" not in each.name.en)
    plain = replace(plan, indicators=indicators)
    data = b"\xef\xbb\xbf" + indicators_csv(plain).replace("\n", "\r\n").encode()
    assert read_indicators_csv(data, plain) == plain


def test_columns_may_be_left_out_and_stand_in_any_order(plan: Plan) -> None:
    read = read_indicators_csv(
        "kind,indicator,record,text_en,deadline,target\ncount,x,indicator,X,2025-12-31,0\n", plan
    )
    target = read.indicators[0].target
    assert target is not None
    assert target.lower == 0


@pytest.mark.parametrize(
    ("row", "line", "says"),
    [
        ("indicator,x,,,count,,,,,,1,", 2, "baseline_on is empty"),
        ("indicator,x,,,,,,,,,,", 2, "kind is empty"),
        ("indicator,x,,,number,,,,,,,", 2, "none of count, level"),
        ("indicator,x,,,count,,,,,,1.5.2,2024-01-01", 2, "baseline is no number"),
        ("indicator,x,,,count,,,,,,1,26/9/2023", 2, "baseline_on is no date"),
        ("indicator,x,,,count,,,,,,,2024-01-01", 2, "no meaning for an indicator without a baseline"),
        ("definition,x,,,,,,,,,,", 2, "has no row above"),
        ("remark,x,,,,,,,,,,", 2, "record is none of indicator"),
        (",x,,,,,,,,,,", 2, "record is empty"),
        ("indicator,x,,,count\n\nindicator,x,,,count", 4, "names x a second time"),
        ("indicator,x,,,count\nmilestone,x,a,,count", 3, "kind is filled in, and has no meaning for a milestone"),
    ],
)
def test_a_fault_names_line_and_cell(plan: Plan, row: str, line: int, says: str) -> None:
    table = f"{','.join(COLUMNS)}\n{row}\n"
    with pytest.raises(FileError, match=says) as raised:
        read_indicators_csv(table, plan, file="plan.csv")
    assert (raised.value.file, raised.value.line) == ("plan.csv", line)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('{"claims":["a"],"whre":[]}', "says whre"),
        ('{"claims":["a"],"where":[{"fact":"a","operator":"is","value":["1"]}]}', "says value"),
        ('{"claims":["a"],"where":[{"fact":"a","operator":"like"}]}', "is no rule"),
        ("{}", "is no rule"),
        ("[1]", "is no rule"),
        ("startup", "is no rule"),
    ],
)
def test_a_rule_that_says_what_no_rule_can_is_refused(plan: Plan, rule: str, says: str) -> None:
    quoted = rule.replace('"', '""')
    table = f'record,indicator,kind,version,since,rule\nindicator,x,count\ndefinition,x,,1,2024-01-01,"{quoted}"\n'
    with pytest.raises(FileError, match=says) as raised:
        read_indicators_csv(table, plan)
    assert raised.value.line == 3


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "no header"),
        ("record,indicator,colour\n", "colour is not known"),
        ("record,indicator,record\n", "record is there twice"),
        ("record,indicator\nindicator,x,3\n", "3 cells under 2 columns"),
        ('record,indicator\n"indicator,x\n', "no CSV table"),
        (b"record\n\xff", "not UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(plan: Plan, table: str | bytes, says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_indicators_csv(table, plan)
