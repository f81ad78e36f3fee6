"""Names become keys and come back."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.storage.keys import cursor_key, escaped, unescaped
from adapters.storage.limits import check_key

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(names)
def test_any_name_makes_a_key_azure_takes_and_comes_back(name: str) -> None:
    check_key(cursor_key(name), "row key")
    assert unescaped(escaped(name)) == name


@given(names, names)
def test_a_prefix_of_a_name_is_a_prefix_of_its_key(name: str, more: str) -> None:
    assert cursor_key(name + more).startswith(cursor_key(name))


def test_graph_ids_stay_as_they_are() -> None:
    assert escaped("AAMkAGI2-_TG93AAA=") == "AAMkAGI2-_TG93AAA="
