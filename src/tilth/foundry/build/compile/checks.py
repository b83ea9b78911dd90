"""Whether a request says what can be understood, before anything is worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from tilth.foundry.build.compile.names import is_plain
from tilth.foundry.build.compile.request import BuildRequest, Dispenser, Step
from tilth.foundry.build.labware import labware_kind
from tilth.kernel.errors import MissingError, OptionError

__all__ = ["METHODS", "MOST_REACTIONS", "check_request"]

METHODS = ("golden_gate", "gibson", "basic")
"""The methods of assembly that can be compiled."""
MOST_REACTIONS = 100_000
"""How many reactions, replicates included, a request may ask for, and how many colonies of them: more than a
thousand plates.
"""


def check_request(request: BuildRequest) -> None:
    """Raise OptionError where ``request`` is none: an unknown method, a setting that the method passes over, no
    construct or two of one name or more than can be worked out, a name that is no plain text, parts that cannot be
    joined, steps that do not follow each other; MissingError where a kind of labware is unknown.
    ``data["entry"]`` names the entry at fault.
    """
    faults = chain(
        _method_faults(request),
        _setting_faults(request),
        _size_faults(request),
        _name_faults(request),
        _construct_faults(request),
        _step_faults(request),
    )
    for entry, message, mend in faults:
        raise OptionError("build.request", message, mend=mend, data={"entry": entry})
    try:
        labware_kind(request.plate)
    except MissingError as error:
        error.data["entry"] = "plate"
        raise


def _method_faults(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    if request.method not in METHODS:
        yield "method", f"There is no method {request.method!r}.", f"Use one of {', '.join(METHODS)}."
    made_on_the_way = request.method == "basic" or Step.PCR in request.steps
    if request.dispenser is Dispenser.ACOUSTIC and made_on_the_way:
        yield (
            "dispenser",
            "An acoustic dispenser draws from its source plates, and what is made on the way stands elsewhere.",
            "Use a pipetting robot (pipette) for BASIC and for PCR.",
        )


def _setting_faults(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    """Settings that the method would pass over."""
    if request.method == "basic":
        for entry, value in (("part_fmol", request.part_fmol), ("backbone_fmol", request.backbone_fmol)):
            if value is not None:
                yield entry, "BASIC takes parts by weight, 200 ng a clip, and not by fmol.", f"Leave {entry} out."
    if request.enzyme is not None and request.method == "gibson":
        yield "enzyme", "Gibson assembly takes no enzyme besides its mix.", "Leave enzyme out."
    lengths: dict[str, int] = {}
    for stock in request.stocks:
        if stock.length is not None and lengths.setdefault(stock.liquid, stock.length) != stock.length:
            yield (
                stock.liquid,
                f"Two stocks of {stock.liquid} differ in length.",
                "Name them apart.",
            )
    for part, times in Counter(one.part for one in request.amplicons).items():
        if times > 1:
            yield part, f"{times} amplicons are called {part}.", "Amplify each part once."


def _size_faults(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    """More than can be worked out."""
    reactions = len(request.constructs) * request.replicates
    picked = reactions * request.colonies if Step.PICKING in request.steps else 0
    for entry, count, what in (("replicates", reactions, "reactions"), ("colonies", picked, "colonies")):
        if count > MOST_REACTIONS:
            yield entry, f"These are {count:,} {what}.", f"Ask for at most {MOST_REACTIONS:,} at once."
    wells = sum(one.wells for one in request.controls)
    if wells > MOST_REACTIONS:
        yield "wells", f"These are {wells:,} controls a plate.", "Ask for as many as a plate can spare."


def _name_faults(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    """Names that not every file can hold."""
    names = chain(
        [("title", request.title), ("enzyme", request.enzyme or ""), ("prefix", request.prefix)],
        ((name, name) for one in request.constructs for name in (one.name, one.request, *one.parts)),
        ((name, name) for one in request.stocks for name in (one.liquid, one.lot, one.place.labware)),
        ((name, name) for one in request.amplicons for name in (one.part, one.template, one.forward, one.reverse)),
    )
    for entry, name in names:
        if not is_plain(name):
            mend = "Write names as plain text on one line."
            yield entry, f"The name {name!r} holds a control character or a line break.", mend
    for labware in dict.fromkeys((request.prefix, *(one.place.labware for one in request.stocks))):
        if ";" in labware:
            mend = "Give the piece another id: in a worklist of a Tecan a semicolon ends the field."
            yield labware, f"The labware {labware!r} holds a semicolon.", mend


def _construct_faults(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    if not request.constructs:
        yield "constructs", "The request has no construct.", "List the constructs to be built."
    for name, times in Counter(one.name for one in request.constructs).items():
        if times > 1:
            yield name, f"{times} constructs are called {name!r}.", "Give each a name of its own."
    for one in request.constructs:
        if request.method == "basic" and (len(one.parts) < 4 or len(one.parts) % 2):
            yield (
                one.name,
                f"{one.name} is no BASIC construct.",
                "List its linkers and parts in turn, a linker first, and at least two of each.",
            )
        elif len(one.parts) < 2:
            yield one.name, f"{one.name} has fewer than two parts.", "List its backbone, then its other parts."


def _step_faults(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    if _gap(request.steps):
        yield (
            "steps",
            "The steps do not follow each other.",
            "Give assembly, then in order transformation, picking, miniprep, sequencing; pcr comes before.",
        )
    if bool(request.amplicons) is not (Step.PCR in request.steps):
        yield (
            "steps",
            "There is PCR without amplicons, or there are amplicons without PCR.",
            "Give both or neither.",
        )
    if min(request.replicates, request.colonies) < 1:
        yield "replicates", "Replicates and colonies count from 1.", "Give at least 1."


def _gap(steps: Sequence[Step]) -> bool:
    """Whether a step is asked for without the one before it, or twice, or out of order."""
    before = [Step.PCR] if Step.PCR in steps else []
    then = [step for step in Step if step is not Step.PCR][: len(steps) - len(before)]
    return not then or list(steps) != [*before, *then]
