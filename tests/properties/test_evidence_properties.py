from __future__ import annotations

import io
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tilth.kernel.errors import IntegrityError
from tilth.kernel.evidence import Evidence, EvidenceStore

# Each example has a store of its own: Hypothesis runs many in one test, so a test's folder would be shared.

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30).map(str.strip)
WORDS = LINE.filter(bool)
DAYS = st.one_of(
    st.dates(),
    st.datetimes(
        min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC) | st.timezones()
    ),
)
SAID = st.fixed_dictionaries(
    {
        "media_type": st.sampled_from(["text/csv", "application/pdf", "text/plain; charset=utf-8"]),
        "kind": st.from_regex(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", fullmatch=True),
        "source": WORDS,
        "locator": LINE,
        "licence": WORDS,
        "event_date": st.none() | DAYS,
        "known_date": DAYS,
    }
)
PLAIN = {"media_type": "text/plain", "kind": "t", "source": "s", "licence": "l", "known_date": date(2024, 1, 1)}


# An hour that clocks skip: the same instant in another zone is not equal to it.
SKIPPED = PLAIN | {"event_date": datetime(2000, 3, 26, 2, tzinfo=ZoneInfo("Europe/Belgrade"))}


def in_utc(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@given(data=st.binary(max_size=5000), said=SAID)
@settings(deadline=None, max_examples=60)
def test_put_then_get_gives_the_bytes_and_what_was_said(data: bytes, said: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = EvidenceStore(folder)
        record = store.put(io.BytesIO(data), **said)  # type: ignore[arg-type]
        assert store.get(record.sha256) == data
        assert store.records(record.sha256) == (record,)
        assert {key: getattr(record, key) for key in said} == {key: in_utc(value) for key, value in said.items()}
        assert store.verify(cited=[record.sha256]) == ()


@given(said=SAID, size=st.integers(0, 2**50))
@example(said=SKIPPED, size=1)
@settings(deadline=None)
def test_a_record_reads_back_as_itself(said: dict[str, object], size: int) -> None:
    record = Evidence(sha256="0" * 64, size=size, **said)  # type: ignore[arg-type]
    again = Evidence.from_json(record.to_json())
    assert again == record
    assert again.id == record.id


@given(items=st.lists(st.tuples(st.binary(max_size=50), st.sampled_from(["a", "b", "c"])), max_size=8))
@settings(deadline=None, max_examples=30)
def test_putting_everything_twice_in_another_order_changes_nothing(items: list[tuple[bytes, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = EvidenceStore(folder)
        for data, source in items:
            store.put(data, **(PLAIN | {"source": source}))  # type: ignore[arg-type]
        before = snapshot(store.root)
        for data, source in reversed(items):
            store.put(data, **(PLAIN | {"source": source}))  # type: ignore[arg-type]
        assert snapshot(store.root) == before
        assert len(list(store)) == len(set(items))
        assert sum(name.endswith("/content") for name in before) == len({data for data, _ in items})


@given(datas=st.sets(st.binary(min_size=1, max_size=200), min_size=1, max_size=4), choice=st.data())
@settings(deadline=None, max_examples=60)
def test_any_single_flipped_bit_is_found_and_named(datas: set[bytes], choice: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = EvidenceStore(folder)
        for data in datas:
            store.put(data, **PLAIN)  # type: ignore[arg-type]
        path = choice.draw(st.sampled_from(sorted(path for path in store.root.rglob("*") if path.is_file())))
        text = bytearray(path.read_bytes())
        text[choice.draw(st.integers(0, len(text) - 1))] ^= 1 << choice.draw(st.integers(0, 7))
        path.chmod(0o644)
        path.write_bytes(text)
        findings = store.verify()
        assert [(finding.code, store.root / finding.path) for finding in findings] == [("altered", path)]
        ask = store.get if path.name == "content" else store.records
        try:
            ask(path.parent.name)
        except IntegrityError:
            return
        raise AssertionError("altered evidence was handed out")
