"""The stock as its keepers click it: lots, items, boxes, labels, recalls; and what strangers do not learn."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from journeys import Journey, done, refused
from tilth.foundry.build.inventory.lots import ReserveLot
from tilth.foundry.build.inventory.materials import ListMaterial
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.ledger.recall import Run
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.foundry.beside import lacks
from tilth_site.inventory import tracing
from tilth_site.inventory.importing import lots_in
from tilth_site.inventory.models import Box, Item, Lot
from tilth_site.inventory.tracing import Ledger, Named
from tilth_site.journal.replay import check

pytestmark = pytest.mark.django_db(transaction=True)

ENGINEER = ("foundry", Role.AUTOMATION_ENGINEER)


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address: str, status: int = 302, **fields):
    answer = client.post(address, {"key": new_id("form"), **fields})
    assert answer.status_code == status, answer.content.decode()
    return answer


def test_a_lot_is_received_reserved_used_counted_and_withdrawn(shelves, sign_in) -> None:
    client, here = sign_in(*ENGINEER), f"/stock/{shelves.foundry}"
    assert "Nothing is in stock yet" in page(client, "/stock/")
    request = Journey(shelves.cast.firm, shelves.foundry).to("queued").id
    key = new_id("form")
    for _ in range(2):
        form = {"key": key, "liquid": "T4 DNA ligase", "volume": "500 uL", "id": "L-7", "expires": "2099-01-01"}
        assert client.post(f"{here}/lots/receive/", form).status_code == 302
    assert Lot.objects.get().left == 500 * UL
    send(client, f"{here}/lots/L-7/do/reserve_lot/", request=request, volume="48 uL")
    too_much = send(client, f"{here}/lots/L-7/do/reserve_lot/", 422, request=request, volume="1 mL")
    assert "452 uL are free" in too_much.content.decode()
    send(client, f"{here}/lots/L-7/do/consume_lot/", request=request, volume="40 uL")
    send(client, f"{here}/lots/L-7/do/release_lot/", request=request, volume="")
    send(client, f"{here}/lots/L-7/do/count_lot/", left="450 uL", reason="Weighed.")
    shown = page(client, f"{here}/lots/L-7/")
    assert "450 uL" in shown
    assert "Weighed." in shown
    send(client, f"{here}/lots/L-7/do/withdraw_lot/", reason="Recalled by the supplier.")
    assert "It may not be used" in page(client, f"{here}/lots/L-7/")
    wrong = send(client, f"{here}/lots/receive/", 422, liquid="x", volume="much")
    assert "Write a volume such as" in wrong.content.decode()
    assert check().differ == 0


def test_a_table_of_lots_is_taken_in_whole_or_not_at_all(shelves, sign_in) -> None:
    client, address = sign_in(*ENGINEER), f"/stock/{shelves.foundry}/lots/import/"

    def upload(text: str, status: int) -> str:
        return send(client, address, status, table=SimpleUploadedFile("lots.csv", text.encode())).content.decode()

    head = "liquid,volume,id,expires\n"
    said = upload(f"{head}ligase,500 uL,L-1,2099-01-01\nBsaI,1 uL,L-2,2001-01-01\n", 422)
    assert "Row 2: The lot could be used up to 2001-01-01." in said
    assert "Line 3, volume: plenty cannot be read." in upload(f"{head}a,1 uL,L-1,\nb,plenty,L-2,\n", 422)
    assert "has no column volume" in upload("liquid,supplier\nligase,x\n", 422)
    assert not Lot.objects.exists()
    upload(f"{head}ligase,500 uL,L-1,2099-01-01\nBsaI,250,,\n", 302)
    assert sorted(Lot.objects.values_list("left", flat=True)) == [250 * UL, 500 * UL]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"liquid,volume\n", "The table has no rows."),
        (b"liquid;volume;id\nligase;5;L-3\n", "parted by semicolons, not by commas. Save the table as CSV"),
        ("liquid,volume\nligase,5\n".encode("utf-16"), "UTF-16"),
        (b"name,volume\nligase,5\n", "has no column liquid"),
        (b"liquid,volume,volume\nligase,5,7\n", "has two columns volume"),
        (b"liquid,volume\nligase,5,7\n", "Line 2 has 3 cells under 2 titles."),
        (b"liquid,volume\nligase\n", "Line 2, volume: the cell is empty."),
        (b'liquid,volume\n"lig\nase",5\n', "Line 3, liquid: a cell holds a line break"),
        (b"liquid,volume\n" + b"a" * 121 + b",5\n", "Line 2, liquid: 121 characters are too many"),
        (b"liquid,volume,concentration\nligase,5,1e99\n", "Row 1: 1E+99 ng/uL is no concentration."),
        (b"liquid,volume,id\nligase,5,L-5\nligase,5,L-5\n", "Row 2: Lot L-5 is in the table twice."),
        (b"liquid,volume\n" + b"ligase,much\n" * 100_000, "The table has more than 1000 rows."),
    ],
)  # fmt: skip
def test_a_table_from_elsewhere_is_taken_in_or_said_to_be_none(shelves, sign_in, table: bytes, said: str) -> None:
    address = f"/stock/{shelves.foundry}/lots/import/"
    answer = send(sign_in(*ENGINEER), address, 422, table=SimpleUploadedFile("lots.csv", table))
    assert said in answer.content.decode()
    assert len(answer.content) < 20_000
    assert not Lot.objects.exists()


@pytest.mark.parametrize(
    "table",
    [
        b"Liquid,VOLUME,Supplier\nligase,5,x\n",
        b"liquid,volume\rligase,5\r",
        b"\xef\xbb\xbfliquid,volume,\r\nligase,5,\r\n\r\n",
        b"liquid\tvolume\nligase\t5\n",
    ],
)
def test_titles_in_any_case_and_lines_of_any_system_are_read(shelves, sign_in, table: bytes) -> None:
    address = f"/stock/{shelves.foundry}/lots/import/"
    send(sign_in(*ENGINEER), address, table=SimpleUploadedFile("lots.csv", table))
    assert list(Lot.objects.values_list("liquid", "left")) == [("ligase", 5 * UL)]


def test_rows_without_a_number_get_the_same_one_when_they_are_sent_again() -> None:
    text = "liquid\tvolume\nligase\t500 uL\n"
    assert lots_in(text, True, "form_A") == lots_in(text, True, "form_A") != lots_in(text, True, "form_B")


def test_one_item_lies_at_a_position_and_many_move_at_once(shelves, sign_in) -> None:
    client, here = sign_in(*ENGINEER), f"/stock/{shelves.foundry}"
    send(
        client,
        f"{here}/boxes/open/",
        title="Enzymes",
        site="s",
        freezer="f",
        shelf="1",
        rows=2,
        columns=2,
        id="B-1",
    )
    for barcode in ("T-1", "T-2", "T-3"):
        send(client, f"{here}/items/register/", kind="tube_2ml", id=barcode, title="", most_thaws="")
    send(client, f"{here}/boxes/B-1/put/", scanned="T-1 B2\nT-2\n")
    assert dict(Item.objects.values_list("key", "position")) == {
        f"{shelves.foundry}/T-1": "B2", f"{shelves.foundry}/T-2": "A1", f"{shelves.foundry}/T-3": "",
    }  # fmt: skip
    taken = send(client, f"{here}/items/T-3/move/", 422, box="B-1", position="A1").content.decode()
    assert "A1 of Enzymes is taken by T-2" in taken
    lost = send(client, f"{here}/boxes/B-1/put/", 422, scanned="T-3\nT-9\n").content.decode()
    assert "There is no item T-9" in lost
    assert Box.objects.get().items == 2
    grid = page(client, f"{here}/boxes/B-1/")
    assert grid.count("grid-box__taken") == 2
    assert "A2 is free" in grid
    send(client, f"{here}/items/T-1/do/thaw_item/")
    send(client, f"{here}/items/T-1/do/load_item/", well="A1", name="ligase", volume="10 uL")
    send(client, f"{here}/items/T-1/do/draw_from_item/", well="A1", volume="4 uL")
    assert (
        "T-1 has no well B2." in send(client, f"{here}/items/T-1/do/empty_item/", 422, wells="B2").content.decode()
    )
    assert "6 uL" in page(client, f"{here}/items/T-1/")
    send(client, f"{here}/items/T-1/do/retire_item/", 422, reason="Used up.")
    send(client, f"{here}/items/T-1/move/", box="", position="")
    send(client, f"{here}/items/T-1/do/retire_item/", reason="Used up.")
    assert "It is gone" in page(client, f"{here}/items/T-1/")
    assert check().differ == 0


def test_a_sample_is_told_by_its_molecule_where_that_is_typed(shelves, sign_in) -> None:
    client, here = sign_in(*ENGINEER), f"/stock/{shelves.foundry}/items"
    shelves.tube()
    molecule = "cdseguid=" + "a" * 27
    wrong = send(client, f"{here}/T-1/do/load_item/", 422, name="gfp", well="A1", volume="1", identity="gfp-1")
    assert "cdseguid= or ldseguid=" in wrong.content.decode()
    send(client, f"{here}/T-1/do/load_item/", name="gfp", well="A1", volume="10 uL", identity=molecule)
    assert molecule in page(client, f"{here}/T-1/")
    assert check().differ == 0


def test_a_scanned_line_is_one_item_and_a_well_is_known_however_it_is_spelt(shelves, sign_in) -> None:
    client, here = sign_in(*ENGINEER), f"/stock/{shelves.foundry}"
    shelves.lot()
    shelves.tube("T-1", "L-1")
    shelves.box()
    wrong = send(client, f"{here}/boxes/B-1/put/", 422, scanned="T-1\n\nT-1 A1 T-2 A2\n").content.decode()
    assert "Line 3 holds more than a barcode and a position: T-1 A1 T-2 A2." in wrong
    send(client, f"{here}/items/T-1/do/draw_from_item/", well="a01", volume="4 uL")
    nowhere = send(client, f"{here}/items/T-1/do/draw_from_item/", 422, well="B1", volume="4 uL")
    assert "T-1 has no well B1." in nowhere.content.decode()
    send(client, f"{here}/items/T-1/do/empty_item/", wells="a1 A01")
    assert Item.objects.get().samples == 0


def test_a_liquid_is_kept_in_stock_once(shelves, sign_in) -> None:
    client, here = sign_in(*ENGINEER), f"/stock/{shelves.foundry}/materials/new/"
    figures = {"liquid": "BsaI", "reorder_point": "10 uL", "pack": "100 uL", "lead_days": "7"}
    send(client, here, **figures)
    assert "BsaI is kept in stock already." in send(client, here, 422, **figures).content.decode()


def test_the_queue_says_what_it_lacks_and_the_stock_what_to_order(shelves, sign_in) -> None:
    request = Journey(shelves.cast.firm, shelves.foundry).to("queued").id
    shelves.lot("L-1", "BsaI-HFv2", 1 * UL)
    shelves.do("M-1", ListMaterial("M-1", "BsaI-HFv2", 10 * UL, 100 * UL))
    found = {one.item: one.amount for one in lacks(shelves.foundry, [request])[request]}
    assert found["BsaI-HFv2"] == "1 uL"
    client = sign_in(*ENGINEER)
    shown = page(client, "/stock/")
    assert "1 uL missing for the queue" in shown
    assert "100 uL" in shown
    assert "Stock is missing" in page(client, "/schedule/")
    assert "1 liquid is to be ordered" in page(client, "/home/")
    assert "Stock is missing" not in page(sign_in("firm", Role.FOUNDER), "/schedule/")


def test_what_expires_soon_is_said_on_the_home_page(shelves, sign_in) -> None:
    shelves.lot("L-1", days=12)
    client = sign_in(*ENGINEER)
    assert "1 lot expires soon" in page(client, "/home/")
    assert "Expires soon" in page(client, "/stock/")


def test_a_recall_names_wells_runs_clones_and_owners(shelves, sign_in, monkeypatch) -> None:
    lot, plate = shelves.lot(), Labware("P-1", "pcr_96")
    source, target = Place("P-1", "A1"), Place("P-1", "B1")
    plan = TransferPlan(
        (plate,), (Filling(source, "ligase", 10 * UL, lot),), (Transfer(source, target, 2 * UL, "ligase"),)
    )
    ledger = Ledger(
        [Run("run_1", plan)], {target: ["unit_1"]}, {"unit_1": (shelves.cast.firm,)}, {"run_1": Named("A run")}
    )
    monkeypatch.setattr(tracing, "_SOURCES", [lambda _: ledger])
    shown = page(sign_in(*ENGINEER), f"/stock/{shelves.foundry}/lots/{lot}/recall/")
    for words in ("A run", "unit_1", "The firm", "P-1:A1", "P-1:B1"):
        assert words in shown
    monkeypatch.setattr(tracing, "_SOURCES", [])
    assert "No recorded run used it" in page(sign_in(*ENGINEER), f"/stock/{shelves.foundry}/lots/{lot}/recall/")


def test_labels_are_drawn_in_true_size(shelves, sign_in) -> None:
    shelves.box()
    shelves.tube("T-1")
    done(shelves.put("T-1"))
    client, here = sign_in(*ENGINEER), f"/stock/{shelves.foundry}"
    assert "labels.svg" in page(client, f"{here}/labels/?box=B-1&sheet=a4-189&skip=3")
    svg = client.get(f"{here}/labels.svg?box=B-1&page=1")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b'width="210mm"' in svg.content
    assert b"T-1" in svg.content
    assert client.get(f"{here}/labels.svg?box=B-1&page=2").status_code == 404
    assert "No labels chosen" in page(client, f"{here}/labels/")


ADDRESSES = (
    "materials/new/", "lots/", "lots/receive/", "lots/import/", "lots/L-1/", "lots/L-1/recall/", "items/",
    "items/register/", "items/T-1/", "items/T-1/move/", "boxes/", "boxes/open/", "boxes/B-1/", "boxes/B-1/put/",
    "labels/", "labels.svg", "lots/L-1/do/count_lot/", "items/T-1/do/thaw_item/", "boxes/B-1/do/shift_box/",
)  # fmt: skip


def test_another_tenant_finds_no_stock(shelves, sign_in) -> None:
    shelves.lot()
    shelves.tube(lot="L-1")
    shelves.box()
    keeper = sign_in(*ENGINEER)
    for address in ADDRESSES:
        status = 404 if address == "labels.svg" else 200
        page(keeper, f"/stock/{shelves.foundry}/{address}", status)
    client = sign_in("firm", Role.FOUNDER)
    for foundry in (shelves.foundry, new_id("org")):
        for address in ADDRESSES:
            page(client, f"/stock/{foundry}/{address}", 404)
    assert "No stock for you to look after" in page(client, "/stock/")


def test_a_request_of_another_foundry_is_promised_nothing(shelves) -> None:
    from tilth_site.inventory.actions import carry_out

    shelves.lot()
    outcome = carry_out(shelves.call(), shelves.foundry, "L-1", ReserveLot(new_id("req"), UL))
    assert refused(outcome) == "not_found"
    assert refused(carry_out(shelves.call(), shelves.foundry, "no good", ReserveLot("", UL))) == "stock.id"
    assert Lot.objects.get().received_on == timezone.localdate()
