"""How a plan and its report are told to others, and what others tell comes in.

Four spellings, each for its readers: canonical JSON that is hashed and made again (:func:`report_bytes`), tables
for a spreadsheet (:func:`figures_csv`, :func:`indicators_csv`), SDMX for statistical offices (:func:`sdmx_csv`,
:func:`sdmx_json`, :func:`sdmx_structure`), and IATI results for those who report aims and results
(:func:`iati_results`). What comes in as SDMX or IATI is a reading like any other: pending until somebody accepts
it. docs/reference/plan-exchange.md says what each carries, and what it cannot.
"""

from tilth.plan.exchange.figures_table import figures_csv
from tilth.plan.exchange.iati import Publisher, Results, iati_results, read_iati
from tilth.plan.exchange.indicators_table import indicators_csv, read_indicators_csv
from tilth.plan.exchange.report_json import FORMAT, read_report, report_bytes
from tilth.plan.exchange.sdmx import CsvVersion, read_sdmx, sdmx_csv, sdmx_json, sdmx_structure

__all__ = [
    "FORMAT",
    "CsvVersion",
    "Publisher",
    "Results",
    "figures_csv",
    "iati_results",
    "indicators_csv",
    "read_iati",
    "read_indicators_csv",
    "read_report",
    "read_sdmx",
    "report_bytes",
    "sdmx_csv",
    "sdmx_json",
    "sdmx_structure",
]
