"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.inventory.views import boxes, doing, items, labels, lots, recall, stock

app_name = "inventory"
urlpatterns = [
    path("", stock.stock, name="stock"),
    path("<str:foundry>/materials/new/", stock.keep_material, name="keep"),
    path("<str:foundry>/materials/<str:id>/", stock.change_material, name="material"),
    path("<str:foundry>/lots/", lots.lots, name="lots"),
    path("<str:foundry>/lots/receive/", lots.receive_lot, name="receive"),
    path("<str:foundry>/lots/import/", lots.import_lots, name="import"),
    path("<str:foundry>/lots/<str:id>/", lots.lot_page, name="lot"),
    path("<str:foundry>/lots/<str:id>/recall/", recall.recall_page, name="recall"),
    path("<str:foundry>/items/", items.items, name="items"),
    path("<str:foundry>/items/register/", items.register_item, name="register"),
    path("<str:foundry>/items/<str:id>/", items.item_page, name="item"),
    path("<str:foundry>/items/<str:id>/move/", items.move_item, name="move"),
    path("<str:foundry>/boxes/", boxes.boxes, name="boxes"),
    path("<str:foundry>/boxes/open/", boxes.open_box, name="open"),
    path("<str:foundry>/boxes/<str:id>/", boxes.box_page, name="box"),
    path("<str:foundry>/boxes/<str:id>/put/", boxes.put_in_box, name="put"),
    path("<str:foundry>/labels/", labels.labels, name="labels"),
    path("<str:foundry>/labels.svg", labels.sheet, name="sheet"),
    path("<str:foundry>/<str:kind>/<str:id>/do/<str:name>/", doing.deed_page, name="deed"),
]
