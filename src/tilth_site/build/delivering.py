"""From what was built to what is delivered: a report for each request, and the command that ends the run."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.commands import Complete
from tilth.foundry.build.run.model import Delivered, RunRequest
from tilth.kernel.refusal import Refused, refuse
from tilth_site.build.compiling import keep
from tilth_site.build.plans import stands_of
from tilth_site.build.results import result_of

__all__ = ["completion"]


def completion(run: Run, missing: Collection[str]) -> Complete | Refused:
    """The command that ends ``run``, in which the constructs called ``missing`` were not built. A report of each
    request is put among the evidence; it names its own constructs only.
    """
    if run.planned is None:
        return Complete(())
    plan = stands_of(run).plan
    unknown = sorted(set(missing) - {one.name for one in plan.products})
    if unknown:
        return refuse(
            "run.no_construct",
            "The run builds no construct {construct}.",
            "Name constructs as the plan does.",
            "missing",
            construct=unknown[0],
        )
    lost = {name for report in run.reports if report.number in run.left_out
            for name in result_of(report.reconciliation).affected}  # fmt: skip
    return Complete(tuple(_delivered(run, one, plan, {*missing, *lost}) for one in run.requests))


def _delivered(run: Run, one: RunRequest, plan: BuildPlan, lost: Collection[str]) -> Delivered:
    products = [product for product in plan.products if product.request == one.id and not product.control]
    built = [product for product in products if product.name not in lost]
    report = {
        "run": run.id,
        "request": one.id,
        "design_version": one.design_version,
        "built": [{"name": product.name, "well": str(product.place), "parts": product.parts} for product in built],
        "not_built": [product.name for product in products if product.name in lost],
    }
    content = msgspec.json.format(msgspec.json.encode(report), indent=2)
    kept = keep(f"delivery-{one.id}.json", content, "foundry.run.delivery")
    return Delivered(one.id, len(built), kept.sha256)
