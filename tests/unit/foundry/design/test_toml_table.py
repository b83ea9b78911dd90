import pytest

from tilth.foundry.design.toml_table import TomlTable
from tilth.kernel.errors import InputError


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"slots": 3}, "slots of it is not a list of lists of texts"),
        ({"slots": [["a"], "b"]}, "slots of it is not a list of lists of texts"),
        ({"slots": [[1]]}, "slots of it is not a list of lists of texts"),
    ],
)
def test_lists_hold_lists_of_texts_and_nothing_else(value: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        TomlTable(value, "it", ("slots",)).lists("slots")


def test_words_may_be_one_or_several_and_none_where_they_are_missing() -> None:
    table = TomlTable({"one": " a ", "two": ["a", "b"], "bad": [""]}, "it", ("one", "two", "bad", "none"))
    assert (table.words("one"), table.words("two"), table.words("none")) == (("a",), ("a", "b"), ())
    with pytest.raises(InputError, match="bad of it is not a list of names"):
        table.words("bad")


def test_an_unknown_entry_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="it has no entry 'typo'") as caught:
        TomlTable({"typo": 1}, "it", ("one", "two"))
    assert "one, two" in caught.value.mend
