"""What the printed dossier says, as a list of plain blocks; a page and a paper show the same blocks.

Headings are in English and Chinese, so that one document serves the applicant and the authority.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tilth.approval.decisions import ClockState, Statement
from tilth.approval.dossier.model import File, Manifest, Thing
from tilth.approval.dossier.record import DECISIONS, Record, told_events
from tilth.approval.dossier.revision import gaps
from tilth.approval.dossier.signed import read_signed
from tilth.approval.dossier.trail import trail
from tilth.approval.model import Procedure, Step
from tilth.kernel.record import HASH

__all__ = ["Block", "Facts", "Heading", "Lines", "Table", "size_in_words", "telling"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in both languages. ``level`` is 1 for the title, 2 for a part, 3 for a file or a decision;
    ``anchor`` is what a table of contents leads to, empty where nothing does.
    """

    words: str
    chinese: str = ""
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a name and a value; a value that is a hash or a path is set in a fixed width where ``fixed``."""

    rows: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under ``heads``, each with the anchor that its second cell leads to; ``shares`` of the width."""

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs. ``soft`` ones are set back."""

    words: tuple[str, ...]
    soft: bool = False


BLANK = "\u00a0\u00a0\u00a0"
"""What a line is set in by, once."""

Block = Heading | Facts | Table | Lines


def telling(manifest: Manifest, procedure: Procedure, record: Record) -> tuple[Block, ...]:
    """Everything that the document says, in its order: what it is, what it holds, each file, what happened, and a
    part for each signature.
    """
    step = procedure.step(manifest.heading.step)
    return (
        *_opening(manifest, procedure, step),
        *_contents(manifest),
        *_wanted(manifest, procedure, step),
        *(block for number, file in enumerate(manifest.files, start=1) for block in _file(manifest, number, file)),
        *_things(manifest),
        *_events(record, manifest.heading.step),
        *_signatures(record, manifest.heading.step),
        *_checking(),
    )


def size_in_words(size: int) -> str:
    """``812 B``, ``14.2 kB``, ``200.0 MB``: in powers of ten, as file managers and RO-Crate have it."""
    if size < 1000:
        return f"{size} B"
    amount, unit = size / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:,.1f} {unit}"


def _both(words: str, chinese: str) -> str:
    return f"{words}  {chinese}" if chinese else words


def _opening(manifest: Manifest, procedure: Procedure, step: Step | None) -> Iterator[Block]:
    heading = manifest.heading
    yield Heading(heading.title or f"Dossier {heading.id}", level=1)
    applicant = f"{heading.applicant_name} ({heading.applicant})" if heading.applicant_name else heading.applicant
    yield Facts(
        (
            ("Applicant  申请人", applicant, False),
            (
                "Procedure  程序",
                f"{_both(procedure.title, procedure.title_zh)}, version {procedure.version}",
                False,
            ),
            ("Step  步骤", _both(step.title, step.title_zh) if step else heading.step, False),
            ("Authority  机关", step.authority if step else "", False),
            ("Case  案卷", heading.case, True),
            ("Dossier  卷宗", heading.id, True),
            ("Revision  版次", f"{manifest.revision}, of {heading.created.isoformat()}", False),
            ("SHA-256 of the dossier  卷宗哈希", manifest.sha256, True),
            ("of the revision before  前一版", manifest.before, True),
            ("of the procedure  程序哈希", heading.procedure.digest, True),
        )
    )


def _contents(manifest: Manifest) -> Iterator[Block]:
    yield Heading("Contents", "目录")
    rows = tuple(
        ((str(number), _both(file.title, file.title_zh), file.role, size_in_words(file.size)), f"file-{number}")
        for number, file in enumerate(manifest.files, start=1)
    )
    yield Table(("No.", "Document  文件", "Evidence of  证据种类", "Size  大小"), (0.07, 0.53, 0.27, 0.13), rows)


def _wanted(manifest: Manifest, procedure: Procedure, step: Step | None) -> Iterator[Block]:
    if step is None or not step.evidence:
        return
    yield Heading("What the step wants", "步骤所需证据")
    lacking = {str(reason.data["kind"]): reason for reason in gaps(manifest, procedure)}
    rows = []
    for wanted in step.evidence:
        here = ", ".join(
            str(number) for number, file in enumerate(manifest.files, start=1) if file.role == wanted.kind
        )
        lack = lacking.get(wanted.kind)
        standing = f"missing: {lack.message}" if lack else "complete"
        rows.append(((f"{wanted.count} x {wanted.kind}", wanted.rule, here or "–", standing), ""))
    heads = ("Evidence  证据", "Rule  规则", "No.", "Standing  状态")
    yield Table(heads, (0.24, 0.4, 0.08, 0.28), tuple(rows))


def _file(manifest: Manifest, number: int, file: File) -> Iterator[Block]:
    if number == 1:
        yield Heading("Documents", "文件")
    yield Heading(f"{number}  {file.title}", file.title_zh, level=3, anchor=f"file-{number}")
    rows = [
        ("Path  路径", f"files/{file.path}", True),
        ("SHA-256", file.sha256, True),
        ("Size, type  大小、类型", f"{file.size:,} bytes, {file.media_type}", False),
        ("Evidence of  证据种类", file.role, False),
        ("Stated  事实", "; ".join(f"{name}: {value}" for name, value in file.facts.items()), False),
        ("Licence  许可", file.licence, False),
    ]
    rows.append(("Rests on  来源", _rests_on(manifest, file), False))
    yield Facts(tuple(rows))


def _rests_on(manifest: Manifest, file: File) -> str:
    """A line for each step back, set in by how far back it is."""
    lines = []
    numbers = {one.path: number for number, one in enumerate(manifest.files, start=1)}
    for step in trail(manifest, file):
        held = f", here no. {numbers[step.kept_as]}" if step.kept_as else ""
        title = f" ({step.thing.title})" if step.thing.title else ""
        lines.append(f"{BLANK * (step.depth - 1)}from {step.thing.kind.value} {step.thing.id}{title}{held}")
    return "\n".join(lines)


def _things(manifest: Manifest) -> Iterator[Block]:
    if manifest.things:
        yield Heading("What the documents rest on", "来源")
        heads = ("Kind, id  种类、编号", "What it is  说明", "SHA-256 of its record  记录哈希")
        rows = tuple(
            ((f"{thing.kind.value} {thing.id}", _what(thing), thing.sha256), "") for thing in manifest.things
        )
        yield Table(heads, (0.22, 0.33, 0.45), rows)


def _what(thing: Thing) -> str:
    return ", ".join(filter(None, (thing.title, thing.locator)))


def _events(record: Record, step: str) -> Iterator[Block]:
    told = [event for event in told_events(record.events) if event.get("step", step) == step]
    if told:
        yield Heading("What happened", "经过")
        rows = tuple(
            ((str(event.get("on", "")), str(event.get("type", "")).removeprefix("approval."), _spelt(event)), "")
            for event in told
        )
        yield Table(("Day  日期", "Event  事件", "What it says  内容"), (0.13, 0.27, 0.6), rows)


def _spelt(event: Mapping[str, object]) -> str:
    known = ("on", "type", "step")
    return "; ".join(f"{name}: {_short(_value(value))}" for name, value in event.items() if name not in known)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(value: str) -> str:
    """A hash by its beginning: all of it stands where it belongs, and in the record."""
    return f"{value[:16]}…" if HASH.fullmatch(value) else value


def _signatures(record: Record, step: str) -> Iterator[Block]:
    """A part for each statement about the step; the record may hold those of other steps, which it follows."""
    read = enumerate(map(read_signed, record.decisions), start=1)
    about = [(number, signed) for number, signed in read if signed.statement.step == step]
    if about:
        yield Heading("Signed statements", "签署的声明")
    for number, signed in about:
        yield Heading(f"Statement {number}", f"声明{number}", level=3)
        rows = (
            *_said(signed.statement),
            *(("Key  密钥", key, True) for key in signed.keys),
            ("File  文件", f"{DECISIONS}{number:03d}.dsse.json", True),
        )
        yield Facts(rows)


def _said(statement: Statement) -> Iterator[tuple[str, str, bool]]:
    signer = statement.signer
    yield "Signed by  签署人", f"{signer.name or 'name erased'} ({signer.person}), {signer.role}", False
    yield "At  时间", signer.at, False
    yield "Proved by  身份验证", signer.proof.value, False
    yield "Meaning  含义", f"{statement.what.value}, {signer.meaning.value}", False
    yield "Outcome  结论", f"{statement.outcome.value}, on {statement.on.isoformat()}", False
    yield "Reason  理由", statement.reason, False
    yield "Decided by  作出决定的机构", statement.body, False
    yield "Clock  时限", _clock(statement.clock) if statement.clock else "", False
    yield "Dossier  卷宗", statement.manifest, True
    yield "Procedure  程序", statement.procedure, True
    yield "Document  文件", statement.document, True
    yield "After the event  前一事件", statement.after, True


def _clock(clock: ClockState) -> str:
    """``running in the lane standard: 9 of 15 working days, 0 stopped; last day 2025-12-01``."""
    said = f"{clock.phase.value} in the lane {clock.lane}"
    if clock.unit is not None:
        unit = clock.unit.value.replace("_", " ")
        said += f": {clock.statutory} of {clock.limit} {unit}s used, {clock.stopped} stopped"
    if clock.due is not None:
        said += f"; last day {clock.due.isoformat()}{' (provisional)' if clock.provisional else ''}"
    return said


def _checking() -> Iterator[Block]:
    yield Heading("How to check this dossier", "如何核验")
    yield Lines(
        (
            "In the folder of the bundle, python3 verify.py holds every file against the manifest, the manifest "
            "and the procedure against the signed decisions, every signature against record/key.pem, and each "
            "event against the one before it. It needs Python and, for signatures, openssl; not Tilth. Compare "
            "the key with the one that the signing site publishes, and the hash above with the one you were told.",
            "在案卷文件夹中运行 python3 verify.py 即可核验全部文件、签名和事件，无需安装本系统。",
        ),
        soft=True,
    )
