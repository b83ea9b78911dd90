"""A plan's series in the statistical standard SDMX, and official series as readings of a plan."""

from tilth.plan.exchange.sdmx.message import sdmx_json
from tilth.plan.exchange.sdmx.reading import read_sdmx
from tilth.plan.exchange.sdmx.structure import sdmx_structure
from tilth.plan.exchange.sdmx.table import CsvVersion, sdmx_csv

__all__ = ["CsvVersion", "read_sdmx", "sdmx_csv", "sdmx_json", "sdmx_structure"]
