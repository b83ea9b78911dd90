"""Events survive the journal: canonical JSON and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
import rfc8785

from tilth.foundry.build.inventory import EVENTS, Loading, Sample
from tilth.foundry.build.inventory.events import ItemLoaded, LotReceived
from tilth.foundry.build.inventory.model import VOLUME_MOST
from tilth.foundry.build.ledger import Portion

SAMPLE = Sample(
    id="s1",
    name="zj-1",
    volume=20,
    identity="cdseguid=x",
    concentration=Decimal("52.50"),
    composition=(Portion("ligase", "L1", 5), Portion("水", "", 15)),
    expires=date(2026, 3, 2),
)


@pytest.mark.parametrize(
    "event",
    [
        ItemLoaded((Loading("A1", SAMPLE),)),
        LotReceived(
            id="N1",
            liquid="ligase",
            supplier="NEB",
            supplier_lot="1",
            volume=VOLUME_MOST,
            received_on=date(2026, 3, 2),
            concentration=Decimal("0.10"),
        ),
    ],
)
def test_an_event_comes_back_from_canonical_json_as_it_was(event: ItemLoaded | LotReceived) -> None:
    written = rfc8785.dumps(msgspec.to_builtins(event))
    assert msgspec.convert(msgspec.json.decode(written), type(event)) == event


def test_every_type_is_named_once_under_what_it_is_about() -> None:
    types = [event.TYPE for event in EVENTS]
    assert len(set(types)) == len(types)
    assert {type.rpartition(".")[0] for type in types} == {
        "foundry.lot",
        "foundry.material",
        "foundry.item",
        "foundry.box",
    }
