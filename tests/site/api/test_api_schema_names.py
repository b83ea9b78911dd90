"""In the published document every schema has a name of its own that says what it is of."""

from __future__ import annotations

import json
from collections import defaultdict

from ninja.openapi.schema import OpenAPISchema

from tilth_site.api.root import api, document
from tilth_site.api.schema_names import NAMES


def test_no_two_schemas_share_a_name(monkeypatch) -> None:
    """The last one would stand for both, and a client would read the others wrongly."""
    met: dict[str, set[str]] = defaultdict(set)
    add = OpenAPISchema.add_schema_definitions

    def noting(self, definitions: dict) -> None:
        for name, schema in definitions.items():
            met[name].add(json.dumps(schema, sort_keys=True, default=str))
        add(self, definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", noting)
    api.get_openapi_schema(path_prefix="/api/v1/")
    assert len(met) > 100
    assert {name for name, schemas in met.items() if len(schemas) > 1} == set()


def test_what_many_things_have_is_named_after_what_it_is_of() -> None:
    schemas = json.loads(document())["components"]["schemas"]
    assert set(NAMES.values()) <= schemas.keys()
    assert not set(NAMES) & schemas.keys()
    assert "draft" in schemas["RequestState"]["enum"]
    assert "pending" in schemas["EvidenceStanding"]["enum"]


def test_every_reference_leads_to_a_schema() -> None:
    text = document().decode()
    schemas = json.loads(text)["components"]["schemas"]
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= schemas.keys()
