"""The canonical bytes of a report."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tilth.kernel.errors import FileError, InputError
from tilth.kernel.refusal import Reason
from tilth.plan.exchange import FORMAT, read_report, report_bytes
from tilth.plan.figures import Report


def test_a_report_comes_back_equal_and_byte_for_byte(report: Report) -> None:
    data = report_bytes(report)
    assert read_report(data) == report
    assert report_bytes(read_report(data)) == data


def test_the_bytes_say_what_they_are_and_keep_numbers_as_texts(report: Report) -> None:
    document = json.loads(report_bytes(report))
    assert document["format"] == FORMAT
    share = document["report"]["figures"][4]
    assert (share["certain"], share["as_of"]) == ("0.160000", "2025-03-31")


def test_reasons_keep_sentence_mend_and_facts(report: Report) -> None:
    read = read_report(report_bytes(report)).figures[2].reasons[0]
    assert read.message == "Two readings of 2024 differ: 410 and 420."
    assert read.data == {"period": "2024", "one": 410, "two": 420, "by": 0.5, "open": True, "note": None}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"format":"tilth.plan.report/1"}',
        b'{"format":"tilth.plan.report/2","report":{"as_of":"2025-01-01","figures":[],"known_by":"2025-01-01","plan":"p","revised":[]}}',
        b'{"format":"tilth.plan.report/1","report":{"as_of":"2025-13-01","figures":[],"known_by":"2025-01-01","plan":"p","revised":[]}}',
        b"[" * 100_000,
    ],
)
def test_anything_else_is_refused_by_the_files_name(data: bytes) -> None:
    with pytest.raises(FileError) as raised:
        read_report(data, file="q1.json")
    assert raised.value.place == "q1.json"
    assert raised.value.code == "exchange.report"


def test_a_report_that_is_spelled_otherwise_is_refused(report: Report) -> None:
    data = report_bytes(report)
    for altered in (
        data + b"\n",
        data.replace(b'"blocked":false', b'"blocked": false'),
        json.dumps(json.loads(data)).encode(),
    ):
        with pytest.raises(FileError, match="not written canonically"):
            read_report(altered)


def test_a_field_that_no_report_has_is_refused(report: Report) -> None:
    document = json.loads(report_bytes(report))
    document["report"]["signed"] = "by me"
    with pytest.raises(FileError, match="holds more than a report"):
        read_report(json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())


def test_a_number_that_is_not_finite_is_neither_written_nor_read(report: Report) -> None:
    broken = replace(report, figures=(replace(report.figures[0], certain=Decimal("NaN")),))
    with pytest.raises(InputError, match="not finite"):
        report_bytes(broken)
    data = report_bytes(report).replace(b'"certain":"37"', b'"certain":"NaN"')
    with pytest.raises(FileError, match="not finite"):
        read_report(data)


@pytest.mark.parametrize("number", [2**60, 2.0**53, float("inf")])
def test_a_fact_that_json_cannot_say_exactly_is_an_error_of_the_caller(report: Report, number: float) -> None:
    reason = Reason("x", "s", "m", data={"n": number})
    with pytest.raises(InputError, match="cannot be written as JSON"):
        report_bytes(replace(report, figures=(replace(report.figures[0], reasons=(reason,)),)))
