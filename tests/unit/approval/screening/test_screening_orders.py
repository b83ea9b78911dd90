"""The screening of an order: what passes, what goes to a person, what is a hit, and when nothing is screened."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from Bio.Data.CodonTable import standard_dna_table

from screening_orders import TODAY, before, letters, mounted, order, turned
from tilth.approval.screening import Hit, Kind, Layer, OrderScreen, Query, Status
from tilth.approval.screening.frames import AMINO_ACIDS
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.model import worst
from tilth.approval.screening.order import screen_order
from tilth.kernel.errors import OptionError

SOURCE = random.Random(3)
ONE, TWO = letters(SOURCE, 400), letters(SOURCE, 400)
CLEAN = letters(SOURCE, 200)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screening")


@pytest.fixture(scope="module")
def index(folder: Path) -> ScreeningIndex:
    return mounted(folder, {"one": ONE, "two": TWO})


def codes(result: OrderScreen, number: int = 0) -> list[str]:
    return [reason.code.removeprefix("approval.screening.") for reason in result.queries[number].reasons]


def test_a_sequence_like_nothing_in_the_database_is_clear(index: ScreeningIndex) -> None:
    result = screen_order(index, order(CLEAN), today=TODAY)
    assert result.status is Status.CLEAR
    assert result.queries[0].hits == ()
    assert result.queries[0].reason == ""
    assert result.database is not None
    assert result.database.index == index.digest
    assert result.policy == "us-ostp-50"


def test_a_hit_says_where_on_which_strand_and_in_which_record(index: ScreeningIndex) -> None:
    sequence = CLEAN[:80] + ONE[10:70] + CLEAN[80:150] + turned(TWO[200:300])
    (query,) = screen_order(index, order(sequence), today=TODAY).queries
    assert [(hit.strand, hit.label, hit.kind) for hit in query.hits] == [
        ("+", "one", Kind.EXACT),
        ("-", "two", Kind.EXACT),
    ]
    assert [(hit.start, hit.end) for hit in query.hits] == [(80, 140), (210, 310)]


def test_windows_that_touch_in_one_record_are_one_hit(index: ScreeningIndex) -> None:
    sequence = ONE[100:160] + ONE[220:290]
    (query,) = screen_order(index, order(sequence), today=TODAY).queries
    assert query.hits == (Hit(start=0, end=130, strand="+", label="one"),)


def test_letters_are_read_in_either_case_and_u_as_t(index: ScreeningIndex) -> None:
    sequence = ONE[100:160].lower().replace("t", "u")
    assert screen_order(index, order(sequence), today=TODAY).status is Status.HIT


def test_a_circular_sequence_is_searched_across_its_origin(index: ScreeningIndex) -> None:
    query = Query(name="plasmid", sequence=ONE[145:160] + CLEAN + ONE[100:145])
    assert screen_order(index, [query], today=TODAY).status is Status.CLEAR
    (found,) = screen_order(index, [replace(query, circular=True)], today=TODAY).queries
    (hit,) = found.hits
    assert (hit.start <= 215, hit.end >= 275, found.length) == (True, True, 260)


def test_a_fragment_shorter_than_the_window_goes_to_review(index: ScreeningIndex) -> None:
    result = screen_order(index, order(CLEAN[:49], CLEAN), today=TODAY)
    assert [query.status for query in result.queries] == [Status.REVIEW, Status.CLEAR]
    assert result.status is Status.REVIEW
    assert codes(result) == ["review.short"]


def test_ambiguity_codes_go_to_review_and_hide_no_hit(index: ScreeningIndex) -> None:
    assert codes(screen_order(index, order(CLEAN + "RNN"), today=TODAY)) == ["review.ambiguous"]
    result = screen_order(index, order(CLEAN + "RNN" + ONE[:50]), today=TODAY)
    assert codes(result) == ["hit.exact", "review.ambiguous"]
    assert result.status is Status.HIT


def test_a_window_in_three_sequences_of_one_order_is_found(tmp_path: Path) -> None:
    large = mounted(tmp_path, {"one": ONE}, window=90)
    parts = [CLEAN[:60] + ONE[0:45], turned(ONE[45:91]) + CLEAN[60:120], CLEAN[120:180] + ONE[91:140]]
    result = screen_order(large, order(*parts), today=date(2026, 10, 12))
    assert [query.status for query in result.queries] == [Status.HIT] * 3
    assert {hit.kind for query in result.queries for hit in query.hits} == {Kind.SPLIT}
    assert result.queries[1].hits[0].partners == ("q1", "q3")
    assert result.queries[1].reason == "Together with q1, q3 it makes up a match of 90 nt or more."


def test_short_sequences_that_join_end_to_end_are_found_with_their_partners(index: ScreeningIndex) -> None:
    parts = [CLEAN[:60] + ONE[100:117], turned(ONE[117:134]), ONE[134:150] + CLEAN[60:120]]
    result = screen_order(index, order(*parts[:2]), today=TODAY, earlier=before(parts[2]))
    assert [query.status for query in result.queries] == [Status.HIT] * 2
    (hit,) = result.queries[1].hits
    assert (hit.start, hit.end, hit.strand, hit.partners) == (0, 17, "-", ("q1", "before/q1"))


def test_a_short_sequence_never_passes_where_its_place_is_out_of_the_midst_of_another(
    index: ScreeningIndex,
) -> None:
    midst = CLEAN[:20] + ONE[117:134] + CLEAN[20:22]
    result = screen_order(index, order(ONE[100:117], midst, ONE[134:150]), today=TODAY)
    assert [(query.status, query.hits) for query in result.queries] == [(Status.REVIEW, ())] * 3


def test_an_uncertain_base_of_a_short_sequence_joins_nothing(tmp_path: Path) -> None:
    apart = mounted(tmp_path, {"one": ONE[:25], "two": ONE[25:60] + ONE[60:100]})
    result = screen_order(apart, order(CLEAN + ONE[:25], "N", ONE[25:50]), today=TODAY)
    assert all(query.status is not Status.HIT for query in result.queries)


def test_an_order_goes_on_where_an_earlier_match_ended(index: ScreeningIndex) -> None:
    old, new = CLEAN[:50] + ONE[:200], ONE[200:224] + CLEAN[50:100]
    result = screen_order(index, order(new), today=TODAY, earlier=before(old))
    assert codes(result) == ["hit.split"]
    assert result.queries[0].hits[0].partners == ("before/q1",)
    assert result.earlier == 1


@pytest.mark.parametrize("cut", [1, 40, 60, 99, 100, 101, 150, 199])
def test_a_long_window_is_found_wherever_it_is_cut(cut: int, tmp_path: Path) -> None:
    large = mounted(tmp_path, {"one": ONE}, window=200)
    old, new = CLEAN[:90] + ONE[70 : 70 + cut], turned(ONE[70 + cut : 270]) + CLEAN[90:]
    result = screen_order(large, order(new), today=date(2026, 10, 12), earlier=before(old))
    assert Kind.SPLIT in {hit.kind for hit in result.queries[0].hits}
    assert result.status is (Status.REVIEW if cut == 199 else Status.HIT)


def test_a_long_rest_is_compared_to_its_end(tmp_path: Path) -> None:
    large = mounted(tmp_path, {"one": ONE}, window=200)
    rest = ONE[70:110] + turned(ONE[110:111]) + ONE[111:130]
    result = screen_order(large, order(ONE[130:270], rest + CLEAN), today=date(2026, 10, 12))
    assert [query.hits for query in result.queries] == [(), ()]


def test_two_pieces_in_one_sequence_are_found(index: ScreeningIndex) -> None:
    (query,) = screen_order(index, order(ONE[:30] + CLEAN + ONE[30:60]), today=TODAY).queries
    assert [(hit.start, hit.end, hit.kind) for hit in query.hits] == [(0, 30, Kind.SPLIT), (230, 260, Kind.SPLIT)]
    assert query.reason == "Together with another piece of itself it makes up a match of 50 nt or more."


def test_a_cleared_match_does_not_mark_a_piece_of_itself(index: ScreeningIndex) -> None:
    result = screen_order(index, order(CLEAN[:80] + ONE[40:70]), today=TODAY, earlier=before(ONE[:200]))
    assert result.status is Status.CLEAR


def test_a_long_piece_whose_rest_is_in_any_sequence_goes_to_review(index: ScreeningIndex) -> None:
    result = screen_order(index, order(CLEAN[:90] + TWO[:47], CLEAN[90:]), today=TODAY)
    assert result.status is Status.REVIEW
    assert codes(result) == ["review.near"]


def test_orders_count_for_the_days_of_the_manifests_history(index: ScreeningIndex) -> None:
    old, new = CLEAN[:80] + ONE[:25], ONE[25:50] + CLEAN[80:]
    for days, status in ((179, Status.HIT), (180, Status.CLEAR)):
        earlier = before(old, day=TODAY - timedelta(days=days))
        assert screen_order(index, order(new), today=TODAY, earlier=earlier).status is status


def test_a_sequence_like_nothing_known_is_unusual(tmp_path: Path) -> None:
    usual = letters(random.Random(9), 3000)
    large = mounted(tmp_path, {"one": ONE}, reference={"host": usual})
    result = screen_order(large, order(CLEAN, CLEAN + usual[100:130]), today=TODAY)
    assert [query.status for query in result.queries] == [Status.REVIEW, Status.CLEAR]
    assert codes(result) == ["review.unusual"]
    assert {run.layer: run.ran for run in result.layers}[Layer.REFERENCE]


def test_layers_that_did_not_run_are_told_and_never_passed(index: ScreeningIndex) -> None:
    runs = {run.layer: run for run in screen_order(index, order(CLEAN), today=TODAY).layers}
    assert set(runs) == set(Layer)
    assert {layer for layer, run in runs.items() if not run.ran} == {Layer.REFERENCE, Layer.BLASTN, Layer.DIAMOND}
    assert all(run.note for run in runs.values() if not run.ran)


@pytest.mark.parametrize("layer", ["reference", "blastn", "diamond", "split"])
def test_without_a_layer_that_the_manifest_demands_nothing_is_screened(layer: str, tmp_path: Path) -> None:
    strict = mounted(tmp_path, {"one": ONE}, more=f'layers = ["exact", "{layer}"]\n')
    result = screen_order(strict, order(CLEAN), today=TODAY)
    assert result.status is Status.NOT_SCREENED
    assert result.queries[0].status is Status.NOT_SCREENED
    assert result.reason
    if layer == "split":
        assert screen_order(strict, order(CLEAN), today=TODAY, earlier=[]).status is Status.CLEAR


@pytest.mark.parametrize(
    ("changed", "day", "code"),
    [
        ({"expires": "2026-11-28"}, TODAY, "database.expired"),
        ({"window": 51}, TODAY, "window.lax"),
        ({"window": 201}, date(2026, 10, 12), "window.lax"),
    ],
)
def test_an_index_that_may_not_be_used_screens_nothing(
    changed: dict[str, object], day: date, code: str, tmp_path: Path
) -> None:
    result = screen_order(mounted(tmp_path, {"one": ONE}, **changed), order(CLEAN), today=day)  # type: ignore[arg-type]
    assert result.status is Status.NOT_SCREENED
    assert [reason.code for reason in result.reasons] == [f"approval.screening.{code}"]


def test_a_database_may_be_used_on_its_last_day_and_be_stricter_than_the_policy(tmp_path: Path) -> None:
    strict = mounted(tmp_path, {"one": ONE}, window=30, expires=str(TODAY))
    assert screen_order(strict, order(CLEAN), today=TODAY).status is Status.CLEAR


def test_an_index_of_another_file_than_its_manifest_names_screens_nothing(index: ScreeningIndex) -> None:
    result = screen_order(replace(index, database="0" * 64), order(CLEAN), today=TODAY)
    assert [reason.code for reason in result.reasons] == ["approval.screening.database.sha256"]


def test_an_order_that_repeats_the_database_beyond_measure_is_not_screened(
    index: ScreeningIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tilth.approval.screening.exact.MOST_LETTERS", -(1 << 20))
    monkeypatch.setattr("tilth.approval.screening.repeats.MOST_BANDS", 2)
    result = screen_order(index, order(ONE[:60], ONE[100:160], TWO[:70]), today=TODAY)
    assert result.status is Status.NOT_SCREENED
    assert [reason.code for reason in result.reasons] == ["approval.screening.matches"]


@pytest.mark.parametrize(
    "queries",
    [[], order(""), order("ACGU-ACGT"), [*order(CLEAN), *order(CLEAN)]],
    ids=["none", "empty", "gap", "twice"],
)
def test_what_is_no_order_is_refused(queries: list[Query], index: ScreeningIndex) -> None:
    with pytest.raises(OptionError):
        screen_order(index, queries, today=TODAY)


def test_a_result_goes_to_json_and_back(index: ScreeningIndex) -> None:
    result = screen_order(index, order(ONE, CLEAN[:30]), today=TODAY, earlier=before(CLEAN))
    assert msgspec.json.decode(msgspec.json.encode(result), type=OrderScreen) == result


def test_the_gravest_status_is_the_orders() -> None:
    assert worst([Status.CLEAR, Status.HIT, Status.REVIEW]) is Status.HIT
    assert worst([Status.HIT, Status.NOT_SCREENED]) is Status.NOT_SCREENED
    assert worst([]) is Status.NOT_SCREENED


def test_codons_are_read_by_the_standard_code() -> None:
    codons = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT"]
    assert list(AMINO_ACIDS) == [standard_dna_table.forward_table.get(codon, "*") for codon in codons]
