from __future__ import annotations

from typing import Annotated

import msgspec
import pytest

from tilth.kernel.errors import FileError, InputError
from tilth.kernel.toml_file import TomlFile, located, parse_toml

TEXT = """title = "x"

[limits]
most = 3
names = ["a", "b"]
inline = { least = 1 }
"""


@pytest.mark.parametrize(
    ("entry", "line"),
    [("most", 4), ("least", 6), ("b", 5), ("limits", 3), ("x", 1), ("nowhere", None), ("", None)],
)
def test_an_entry_is_found_as_a_key_a_name_or_a_header(entry: str, line: int | None) -> None:
    wrong = InputError("it.wrong", "It is wrong.", mend="Mend it.", data={"entry": entry})
    error = located(wrong, "some.code", file="f.toml", text=TEXT)
    assert (error.code, error.file, error.line, error.mend) == ("some.code", "f.toml", line, "Mend it.")


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = = 2\n", 2), ("a = 1\nb = ", 2)])
def test_what_is_no_toml_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(FileError, match="not TOML") as caught:
        parse_toml(text, file="f.toml")
    assert caught.value.line == line


class Step(msgspec.Struct, forbid_unknown_fields=True):
    least: int
    price: Annotated[str, msgspec.Meta(pattern="^[0-9.]+$")]


class Item(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    steps: tuple[Step, ...] = ()


class Limits(msgspec.Struct, forbid_unknown_fields=True):
    most: int | None = None


class Shop(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    item: tuple[Item, ...] = ()
    limits: Limits = msgspec.field(default_factory=Limits)


SHOP = TomlFile("shop", "The shop", "See the example.", {"price": "Write a decimal."})
WARES = """name = "corner"   # not an [item]
# [[item]] in a comment is none

[[item]]
key = "bread"

[[item]]
key = "milk"
steps = [
  { least = 1, price = "2.00" },
  { least = 9, "price" = "1.50" },
]

[limits]
most = 3
"""


def test_a_file_is_read_as_a_value() -> None:
    shop = SHOP.read(WARES, Shop, file="f.toml")
    assert [item.key for item in shop.item] == ["bread", "milk"]
    assert shop.item[1].steps[1] == Step(9, "1.50")
    assert shop.limits.most == 3


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"corner"', "3", 1, "name: expected `str`, got `int`."),
        ('name = "corner"', "", None, "The shop: object missing required field `name`."),
        ('key = "bread"', "key = 3", 5, "item 1, key: expected `str`, got `int`."),
        ('key = "milk"', "key = 3", 8, "item 2, key: expected `str`, got `int`."),
        ('key = "milk"', "", 7, "item 2: object missing required field `key`."),
        ('"2.00"', '"two"', 10, "item 2, steps 1, price: the text is not spelt as it must be."),
        ('"1.50"', '"two"', 11, "item 2, steps 2, price: the text is not spelt as it must be."),
        ("most = 3", 'most = "3"', 15, "limits, most: expected `int`, got `str`."),
        ("most = 3", "mots = 3", 15, "limits, mots: object contains unknown field `mots`."),
        ("[limits]", "[limit]", 14, "limit: object contains unknown field `limit`."),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(old: str, new: str, line: int | None, message: str) -> None:
    assert old in WARES
    with pytest.raises(FileError) as caught:
        SHOP.read(WARES.replace(old, new, 1), Shop, file="f.toml")
    assert (caught.value.code, caught.value.file) == ("shop.invalid", "f.toml")
    assert (caught.value.line, caught.value.message) == (line, message)
    assert caught.value.mend == ("Write a decimal." if "price" in message else "See the example.")


def test_a_table_below_another_belongs_to_it() -> None:
    text = "[[item]]\nkey = 1\n\n[[item.steps]]\nleast = 1\n\n[[item]]\nkey = 2\n"
    assert SHOP.fault(text, "item[0].steps[0].least", "It is wrong", file="f.toml").line == 5
    assert SHOP.fault(text, "item[1].key", "It is wrong", file="f.toml").line == 8


def test_the_code_of_what_is_no_toml_says_which_file_it_is() -> None:
    with pytest.raises(FileError, match="This is not TOML") as caught:
        SHOP.read("name = \n", Shop, file="f.toml")
    assert (caught.value.code, caught.value.line) == ("shop.toml", 1)
