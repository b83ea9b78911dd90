"""The biofoundry abstraction hierarchy: names that biofoundries share for what they do.

Project > service > workflow > unit operation. Workflows and unit operations have ids (``WB030`` DNA Assembly,
``UHW100`` Thermocycling), so that two foundries can compare and exchange what they run. The table holds ids and
names only, from the Biofoundry Workflows Contributors (2025), https://github.com/sblabkribb/biofoundry_workflows,
CC BY 4.0; the hierarchy is described in Nature Communications (2025).
"""

from tilth.foundry.build.catalogue.hierarchy import Project, Service, WorkflowRun, hierarchy
from tilth.foundry.build.catalogue.table import Entry, Level, catalogue, check_operation, entry

__all__ = [
    "Entry",
    "Level",
    "Project",
    "Service",
    "WorkflowRun",
    "catalogue",
    "check_operation",
    "entry",
    "hierarchy",
]
