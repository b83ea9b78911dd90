"""The printed report: the same bytes of the same report, every figure in it, in both languages."""

from __future__ import annotations

import hashlib
import re
import zlib
from base64 import a85decode
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plan_examples import START, scale, startups
from tilth.kernel.refusal import Reason
from tilth.plan.exchange.report_json import report_bytes
from tilth.plan.figures import Attainment, Chance, Figure, Finding, Outlook, Report, digest_of
from tilth.plan.model import Indicator, Kind, Milestone, Plan, Words
from tilth.plan.pdf import LABELS, report_pdf
from tilth.plan.phrases import ATTAINMENTS, KINDS, PHRASES, VERDICTS

DAY = date(2025, 6, 30)
GOAL = Indicator(
    "materials", Words("Key materials", "关键材料"), Kind.QUALITATIVE, Words(""), "office",
    milestones=(Milestone("resin", Words("A resin")), Milestone("enzyme", Words("An enzyme"))),
)  # fmt: skip
PLAN = Plan("pudong", Words("The <plan> & more", "行动方案"), START, ("pudong",), (startups(), scale(), GOAL))
OUTLOOK = Outlook(
    "flow/1", date(2025, 12, 31), (Chance(Decimal(50), Decimal("0.4137")),), Decimal(48),
    (Decimal(45), Decimal(52)), (Decimal(41), Decimal(60)), (), (),
)  # fmt: skip
RIVALS = Reason("plan.reading.rivals", "Readings of {series} differ.", "Choose one.", data={"series": "scale"})


def figure(code: str, kind: Kind, low, certain, high, **more) -> Figure:
    numbers = [None if each is None else Decimal(each) for each in (low, certain, high)]
    given = {"rows": 3, "digest": digest_of(("a",)), "attainment": Attainment.OPEN, **more}
    return Figure(code, kind, DAY, 1, *numbers, **given)


REPORT = Report(
    "pudong", DAY, date(2025, 7, 2),
    (
        figure("startups", Kind.COUNT, 36, 37, 41, outlook=OUTLOOK),
        figure("scale", Kind.LEVEL, 410, None, 420, reasons=(RIVALS,), blocked=True),
        figure(
            "materials", Kind.QUALITATIVE, 1, 1, 2,
            findings=(Finding("resin", "met", DAY, "Two plants use it.", ()), Finding("enzyme", "", None, "", ())),
        ),
    ),
    revised=((figure("startups", Kind.COUNT, 30, 31, 33), figure("startups", Kind.COUNT, 27, 28, 30)),),
)  # fmt: skip


def text(data: bytes, encoding: str = "cp1252") -> str:
    """Everything that the pages say, in the order it is drawn and without blanks. Chinese is in ``utf-16-be``."""
    shown = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        page = zlib.decompress(a85decode(stream.strip().removesuffix(b"~>")))
        for found in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", page):
            plain = re.sub(rb"\\(\d{3})", lambda octal: bytes([int(octal[1], 8)]), found)
            plain = re.sub(rb"\\(.)", rb"\1", plain, flags=re.DOTALL)
            shown.append(plain.decode(encoding, "replace"))
    return bare("".join(shown))


def bare(words: str) -> str:
    return "".join(words.split())


def test_the_same_report_makes_the_same_bytes() -> None:
    assert report_pdf(PLAN, REPORT) == report_pdf(PLAN, REPORT)
    assert report_pdf(PLAN, REPORT) != report_pdf(PLAN, replace(REPORT, as_of=date(2025, 6, 29)))


def test_every_figure_stands_in_it_with_what_it_rests_on() -> None:
    said = text(report_pdf(PLAN, REPORT))
    for part in ("37 (36 to 41)", "410 to 420", "1 of 2 milestones met", "The chance to reach 50", "41 %",
                 "Readings of scale differ.", "may not be published", "Two plants use it.", "28 (27 to 30)",
                 digest_of(("a",)), "The <plan> & more"):  # fmt: skip
        assert bare(part) in said, part


def test_the_footer_names_the_digest_of_the_report_and_the_page() -> None:
    said = text(report_pdf(PLAN, REPORT))
    digest = hashlib.sha256(report_bytes(REPORT)).hexdigest()
    pages = len(re.findall(r"Page\d+of\d+", said))
    assert said.count(f"Reportsha256{digest}") == pages > 1
    assert f"Page{pages}of{pages}" in said


def test_a_chinese_reader_gets_chinese_names_and_translated_words() -> None:
    said = text(report_pdf(PLAN, REPORT, lambda sentence: f"译{sentence}", "zh-hans"), "utf-16-be")
    assert "关键材料" in said
    assert "译" in said


@pytest.mark.parametrize("table", [PHRASES, LABELS, ATTAINMENTS, KINDS, VERDICTS])
def test_no_word_is_there_twice_under_two_keys(table) -> None:
    assert len(set(table.values())) == len(table)


def test_only_listed_sentences_are_asked_to_be_translated() -> None:
    asked = set()

    def hear(sentence: str) -> str:
        asked.add(sentence)
        return sentence

    report_pdf(PLAN, REPORT, hear)
    known = {*PHRASES.values(), *LABELS.values(), *ATTAINMENTS.values(), *VERDICTS.values()}
    assert asked <= known | {RIVALS.sentence, RIVALS.mend}
