"""Is the process up, may it be sent traffic, and how is it doing: three addresses for machines.

``/healthz`` says only that the process answers, so a supervisor restarts it for nothing less. ``/readyz`` says
whether a request would be served: the database answers, is migrated, and takes writes, and the evidence does.
``/metrics`` is for the machine itself, or for whoever knows the token; to everyone else it is not there.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth_site.pages.metrics import CONTENT_TYPE, exposition

__all__ = ["healthz", "metrics", "readyz", "unmigrated"]

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
"""Headers by which a proxy gives itself away: through one, everybody comes from its address."""


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Each check's name and whether it passed; 503 where one did not. Why not is for `tilth site check` to say."""
    checks = {name: _passes(check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for the machine itself without a proxy between, or with the token ``TILTH_METRICS_TOKEN``."""
    if not (_is_local(request) or _knows_token(request)):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def unmigrated() -> tuple[str, ...]:
    """The migrations that the database lacks, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _is_migrated() -> bool:
    return not unmigrated()


def _database_writable() -> bool:
    """Whether the database takes writes, found out without one, so that readiness never waits for a writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return bool(cursor.fetchone() == ("off",))
    # SQLite needs to make its journal files beside the database.
    return os.access(settings.DATABASES["default"]["NAME"], os.W_OK) and os.access(settings.HOME, os.W_OK)


def _evidence_writable() -> bool:
    folder = settings.EVIDENCE if settings.EVIDENCE.exists() else settings.HOME
    return os.access(folder, os.W_OK | os.X_OK)


CHECKS: Mapping[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _is_migrated,
    "writable": _database_writable,
    "evidence": _evidence_writable,
}
"""What a request needs, by name."""


def _is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself and not through a proxy on it."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_token(request: HttpRequest) -> bool:
    token = os.environ.get("TILTH_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
