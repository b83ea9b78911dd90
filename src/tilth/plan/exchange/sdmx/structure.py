"""The data structure of a plan's series, as SDMX artefacts: concepts, code lists, structure and dataflow.

It is made by pysdmx (extra ``tilth[sdmx]``). The code list of the indicators is the plan's own, so structure and
dataflow are too: ``TILTH:PLAN_zhangjiang(1.0.0)``.
"""

from __future__ import annotations

import importlib.util
import json
from datetime import datetime
from typing import TYPE_CHECKING

from tilth.kernel.errors import MissingError
from tilth.plan.exchange.sdmx.series import ATTRIBUTES, DIMENSIONS, FREQUENCIES, MEASURES, STATUSES
from tilth.plan.model import Plan

if TYPE_CHECKING:
    from pysdmx.model import Codelist, Component, ConceptScheme, DataStructureDefinition, DataType, Schema

__all__ = ["AGENCY", "VERSION", "require_pysdmx", "schema_of", "sdmx_structure", "structure_id"]

AGENCY = "TILTH"
VERSION = "1.0.0"

_NAMES = {
    "FREQ": "Frequency of observation",
    "REF_AREA": "Plan that the value is of",
    "INDICATOR": "Indicator",
    "PLAN_MEASURE": "What is measured",
    "TIME_PERIOD": "Time period",
    "OBS_VALUE": "Observation value",
    "UNIT_MEASURE": "Unit of measure",
    "OBS_STATUS": "Observation status",
    "LOWER_BOUND": "Value if everything undecided goes against it",
    "UPPER_BOUND": "Value if everything undecided goes for it",
    "DEFINITION": "Version of the indicator's definition",
    "KNOWN_BY": "Day by which the evidence was known and decided",
    "EVIDENCE_ROWS": "Rows of evidence",
    "DIGEST": "Digest of the ids of the evidence",
}
_NUMBERS = frozenset({"OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND"})


def structure_id(plan: Plan) -> str:
    """The id of the plan's data structure, and of its dataflow."""
    return f"PLAN_{plan.code}"


def sdmx_structure(plan: Plan, *, prepared: datetime) -> str:
    """The structure message of ``plan`` in SDMX-JSON 2.0.0: what the series mean, with the names of the codes.

    ``prepared`` is the instant that the message names. Raises MissingError where pysdmx is not installed.
    """
    require_pysdmx()
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.model import Dataflow, Organisation
    from pysdmx.model.message import Header

    concepts, codes = _concepts(), _codes(plan)
    definition = _definition(plan, concepts, codes)
    flow = Dataflow(id=structure_id(plan), name=plan.name.en, agency=AGENCY, version=VERSION, structure=definition)
    header = Header(id=f"{structure_id(plan)}_STRUCTURE", prepared=prepared, sender=Organisation(id=AGENCY))
    message = write_sdmx(
        [*codes.values(), concepts, definition, flow], Format.STRUCTURE_SDMX_JSON_2_0_0, header=header
    )
    return _valid(message or "")


def schema_of(plan: Plan) -> Schema:
    """What pysdmx writes data by. Numbers are texts in it: pysdmx puts decimals through 64-bit floats, which would
    write 410 as 410.0 and cannot hold every decimal.
    """
    from pysdmx.model import DataType, Schema
    from pysdmx.model.dataflow import Components

    components = Components(_components(_concepts(), _codes(plan), DataType.STRING))
    return Schema(context="dataflow", agency=AGENCY, id=structure_id(plan), components=components, version=VERSION)


def require_pysdmx() -> None:
    """Raise MissingError where pysdmx, or what it writes data with, is not installed."""
    if any(importlib.util.find_spec(name) is None for name in ("pysdmx", "pandas", "pyarrow")):
        raise MissingError(
            "exchange.sdmx_extra",
            "This format is written by pysdmx, which is not installed.",
            mend="Install it with pip install 'tilth[sdmx]'.",
            data={"extra": "sdmx"},
        )


def _valid(message: str) -> str:
    """The message as its schema wants it: pysdmx writes an empty list of groups, and a list has one at least."""
    document = json.loads(message)
    for each in document["data"]["dataStructures"]:
        components = each["dataStructureComponents"]
        if not components.get("groups"):
            components.pop("groups", None)
    return json.dumps(document, ensure_ascii=False, indent=2)


def _concepts() -> ConceptScheme:
    from pysdmx.model import Concept, ConceptScheme

    head = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:CS_PLAN({VERSION})"
    items = [Concept(id=id, name=name, urn=f"{head}.{id}") for id, name in _NAMES.items()]
    return ConceptScheme(id="CS_PLAN", name="Concepts of a plan", agency=AGENCY, version=VERSION, items=items)


def _codes(plan: Plan) -> dict[str, Codelist]:
    """The code lists, by the component that they enumerate."""
    return {
        "FREQ": _list("CL_PLAN_FREQ", "Frequencies (of SDMX:CL_FREQ)", FREQUENCIES),
        "REF_AREA": _list(f"CL_AREA_{plan.code}", "Plan", {plan.code: plan.name.en}),
        "INDICATOR": _list(
            f"CL_INDICATOR_{plan.code}",
            "Indicators of the plan",
            {each.code: each.name.en for each in plan.indicators},
        ),
        "PLAN_MEASURE": _list("CL_PLAN_MEASURE", "What is measured", MEASURES),
        "OBS_STATUS": _list("CL_PLAN_OBS_STATUS", "Statuses (of SDMX:CL_OBS_STATUS)", STATUSES),
    }


def _list(id: str, name: str, codes: dict[str, str]) -> Codelist:
    from pysdmx.model import Code, Codelist

    items = [Code(id=code, name=text) for code, text in codes.items()]
    return Codelist(
        id=id,
        name=name,
        agency=AGENCY,
        version=VERSION,
        items=items,
        urn=f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={AGENCY}:{id}({VERSION})",
    )


def _definition(plan: Plan, concepts: ConceptScheme, codes: dict[str, Codelist]) -> DataStructureDefinition:
    from pysdmx.model import DataStructureDefinition, DataType
    from pysdmx.model.dataflow import Components

    return DataStructureDefinition(
        id=structure_id(plan),
        name=plan.name.en,
        agency=AGENCY,
        version=VERSION,
        components=Components(_components(concepts, codes, DataType.DECIMAL)),
    )


def _components(concepts: ConceptScheme, codes: dict[str, Codelist], number: DataType) -> list[Component]:
    from pysdmx.model import Component, DataType, Role

    known = {concept.id: concept for concept in concepts.concepts}
    roles = {"OBS_VALUE": Role.MEASURE} | dict.fromkeys(ATTRIBUTES, Role.ATTRIBUTE)
    made = []
    for id in (*DIMENSIONS, "OBS_VALUE", *ATTRIBUTES):
        role = roles.get(id, Role.DIMENSION)
        kind = DataType.PERIOD if id == "TIME_PERIOD" else number if id in _NUMBERS else DataType.STRING
        made.append(
            Component(
                id=id,
                required=role is Role.DIMENSION or id == "OBS_STATUS",
                role=role,
                concept=known[id],
                local_dtype=kind,
                local_codes=codes.get(id),
                attachment_level="O" if role is Role.ATTRIBUTE else None,
            )
        )
    return made
