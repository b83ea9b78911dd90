"""May a database be used today, and does a result still stand? The gate fails closed on every doubt."""

from __future__ import annotations

from datetime import date

from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.model import OrderScreen, Status
from tilth.approval.screening.policy import policy_in_force
from tilth.kernel.refusal import Refused, refuse

__all__ = ["is_stale", "unusable"]


def unusable(index: ScreeningIndex, today: date) -> Refused | None:
    """Why nothing can be screened with ``index`` today: it expired, is laxer than the policy in force, or was made
    of another file than its manifest names. None where it may be used.
    """
    manifest, policy = index.manifest, policy_in_force(today)
    if index.database != manifest.sha256:
        return refuse(
            "approval.screening.database.sha256",
            "The index of {database} was not made of the file that its manifest names.",
            "Build the index again from the database of the manifest.",
            database=manifest.name,
        )
    if manifest.expires < today:
        return refuse(
            "approval.screening.database.expired",
            "The database {database} {version} expired on {expires}.",
            "Mount a newer version and build its index.",
            database=manifest.name,
            version=manifest.version,
            expires=str(manifest.expires),
        )
    if index.window > policy.window:
        return refuse(
            "approval.screening.window.lax",
            "The index finds matches of {window} nt, and the policy {policy} in force on {day} wants {wanted} nt.",
            "Write a window of {wanted} nt or less into the manifest, and build the index again.",
            window=index.window,
            policy=policy.id,
            wanted=policy.window,
            day=str(today),
        )
    return None


def is_stale(result: OrderScreen, index: ScreeningIndex | Refused, today: date) -> Refused | None:
    """Why the order of ``result`` must be screened again, or None where the result still stands.

    It must be where nothing was screened, where the database, its index or the policy in force is another, and
    where the index that is mounted cannot be used.
    """
    if isinstance(index, Refused):
        return index
    refused = unusable(index, today)
    if refused is not None:
        return refused
    used, policy = result.database, policy_in_force(today)
    if used is None or result.status is Status.NOT_SCREENED:
        return refuse(
            "approval.screening.stale.none", "The order was not screened.", "Screen it with the mounted database."
        )
    if (used.sha256, used.index) != (index.database, index.digest):
        return refuse(
            "approval.screening.stale.database",
            "The order was screened with {used} {version}, and another database or index is mounted.",
            "Screen it again.",
            used=used.name,
            version=used.version,
        )
    if result.policy != policy.id:
        return refuse(
            "approval.screening.stale.policy",
            "The order was screened under the policy {used}, and {policy} is in force.",
            "Screen it again.",
            used=result.policy,
            policy=policy.id,
        )
    return None
