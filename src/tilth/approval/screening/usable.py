"""May a database be used today? The gate fails closed on every doubt."""

from __future__ import annotations

from datetime import date

from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.policy import policy_in_force
from tilth.kernel.refusal import Refused, refuse

__all__ = ["unusable"]


def unusable(index: ScreeningIndex, today: date) -> Refused | None:
    """Why nothing can be screened with ``index`` today: it expired, is laxer than the policy in force, was made of
    another file than its manifest names, or holds no window. None where it may be used.
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
    if not index.counts.findable:
        return refuse(
            "approval.screening.database.windows",
            "The database {database} holds no window of {window} nt that could be found.",
            "Mount longer records, or write a shorter window into the manifest, and build the index again.",
            database=manifest.name,
            window=index.window,
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
