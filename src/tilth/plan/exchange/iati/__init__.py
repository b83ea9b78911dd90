"""A plan's results in the IATI standard 2.03, and IATI results as indicators and readings."""

from tilth.plan.exchange.iati.activity import Publisher, iati_results
from tilth.plan.exchange.iati.reading import Results, read_iati

__all__ = ["Publisher", "Results", "iati_results", "read_iati"]
