"""The schema that the API publishes: ninja's own, and what holds for every endpoint alike.

Errors, headers and scopes follow from what an endpoint is (a read or a write, with a body or an id in its
address), so they are written into the document here, once, and not beside each endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tilth_site.accounts.tokens import Scope
from tilth_site.api.idempotency import HEADER, LONGEST, REPLAYED
from tilth_site.api.problems import MEDIA_TYPE, Problem
from tilth_site.api.schema_names import renamed

__all__ = ["completed"]

Document = dict[str, Any]
"""A JSON object of the OpenAPI document, whose shape is that of the specification."""

_ERRORS: Mapping[int, str] = {
    400: "The call cannot be read.",
    401: "There is no token that counts, and no session.",
    403: "A role, the token's scope or the CSRF token is missing.",
    404: "There is no such thing, or you may not know of it.",
    409: "The state of things forbids it; the reasons say why.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "What was sent cannot be used; the reasons name each field.",
    429: "Too many calls in this minute.",
}

_KEYLESS = frozenset(
    (
        "cancelJob", "planQueue", "recogniseDecision", "retryJob", "signStatement", "uploadDocument",
        "voteOnStep",
    )
)  # fmt: skip
_FILES = frozenset(
    (
        "downloadReport", "downloadConstructs", "downloadDesignFile", "downloadDocument", "downloadRunFile",
        "downloadCaseDocument", "downloadDossier",
    )
)  # fmt: skip
_DEPENDENT = frozenset(("forecastCase",))
"""Reads that the state of things may forbid."""


def completed(document: Document) -> Document:
    """``document`` with what every endpoint has in common."""
    schemas = document["components"]["schemas"]
    own = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= own.pop("$defs")
    schemas["Problem"] = own
    for path, method, operation in _operations(document):
        write = method != "get"
        operation["responses"] = _responses(path, write, operation)
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _without_null(parameter["schema"])
        scope = Scope.WRITE if write else Scope.READ
        operation["security"] = [
            {name: [scope.value] if name == "Token" else [] for name in one} for one in operation["security"]
        ]
        if write and operation["operationId"] not in _KEYLESS:
            operation.setdefault("parameters", []).append(_KEY)
    _link(document["paths"])
    return renamed(document)


def _link(paths: Document) -> None:
    """Let whatever makes a thing name the calls that its id is for (OpenAPI links)."""
    for path, methods in paths.items():
        made = methods.get("post", {}).get("responses", {}).get("201")
        if made is None:
            continue
        about = re.compile(rf"{re.escape(path)}/{{(\w+)_id}}(?:/[a-z-]+)*")
        found = [(each, matched[1]) for each in paths if (matched := about.fullmatch(each))]
        made["links"] = {
            operation["operationId"]: {
                "operationId": operation["operationId"],
                "parameters": {f"{thing}_id": f"$response.body#/{thing}/id"},
            }
            for each, thing in found
            for operation in paths[each].values()
        }


_KEY: Document = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": f"The same call under the same key is carried out once; sent again, it is answered again, with "
    f"`{REPLAYED}: true`. A key that was used for another call is refused with 422. Kept for seven days.",
    "schema": {"type": "string", "pattern": f"^[!-~]{{1,{LONGEST}}}$", "minLength": 1, "maxLength": LONGEST},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}


def _without_null(schema: Document) -> Document:
    """What an address may hold: a parameter is left out of it, and never null."""
    kept = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    return kept[0] if len(kept) == 1 else schema


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _responses(path: str, write: bool, operation: Document) -> Document:
    found: Document = {str(status): response for status, response in operation["responses"].items()}
    if operation["operationId"] in _FILES:
        found["200"] = _file()
    for status in _statuses(path, write, operation):
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        found[str(status)] = {"description": _ERRORS[status], "content": content}
    found["429"]["headers"] = {"Retry-After": _header("Seconds to wait.", "integer")}
    found["401"]["headers"] = {"WWW-Authenticate": _header("How to come in.", "string")}
    replayed = {REPLAYED: _header("`true` where the call had been answered before.", "string")}
    for good in found.keys() & {"200", "201"}:
        if write and operation["operationId"] not in _KEYLESS:
            found[good]["headers"] = dict(replayed)
    if "201" in found:
        found["201"]["headers"]["Location"] = _header("Where the new thing is.", "string")
    if "304" in found:
        found["200"]["headers"] = {"ETag": _header("To be sent as If-None-Match.", "string")}
    return found


def _statuses(path: str, write: bool, operation: Document) -> list[int]:
    found = [401, 403, 429]
    if "{" in path or write:
        found.append(404)
    if write:
        found += [400, 409, 413, 415, 422]
    elif operation.get("parameters"):
        found.append(422)
    if operation["operationId"] in _DEPENDENT:
        found.append(409)
    return sorted(found)


def _file() -> Document:
    content = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    return {"description": "The file.", "content": content}


def _header(description: str, kind: str) -> Document:
    return {"description": description, "schema": {"type": kind}}
