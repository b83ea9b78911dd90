"""SDMX-CSV, written by pysdmx (extra ``tilth[sdmx]``)."""

from __future__ import annotations

from enum import StrEnum

from tilth.plan.exchange.sdmx.series import ATTRIBUTES, DIMENSIONS, observations
from tilth.plan.exchange.sdmx.structure import require_pysdmx, schema_of
from tilth.plan.figures import Report
from tilth.plan.model import Plan

__all__ = ["CsvVersion", "sdmx_csv"]


class CsvVersion(StrEnum):
    """The versions of SDMX-CSV: 1.0 goes with SDMX 2.1, 2.0 with SDMX 3.0."""

    V1 = "1.0"
    V2 = "2.0"


def sdmx_csv(plan: Plan, report: Report | None = None, *, version: CsvVersion = CsvVersion.V2) -> str:
    """The series of ``plan`` and ``report`` in SDMX-CSV: dimensions, ``OBS_VALUE`` (``NaN`` where it is missing),
    then attributes. It is for machines: texts stand as they are, and are not guarded against spreadsheets.

    Raises MissingError where pysdmx is not installed; otherwise as
    :func:`tilth.plan.exchange.sdmx.series.observations`.
    """
    require_pysdmx()
    import pandas
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.io.pd import PandasDataset

    told = observations(plan, report)
    columns = {name: [each.key[place] for each in told] for place, name in enumerate(DIMENSIONS)}
    columns |= {"OBS_VALUE": [each.text for each in told]}
    columns |= {name: [each.attributes.get(name, "") for each in told] for name in ATTRIBUTES}
    data = PandasDataset(structure=schema_of(plan), data=pandas.DataFrame(columns, dtype=str))
    formats = {CsvVersion.V1: Format.DATA_SDMX_CSV_1_0_0, CsvVersion.V2: Format.DATA_SDMX_CSV_2_0_0}
    return write_sdmx(data, formats[version]) or ""
