"""A file of people is read whole, or refused with every line and field that is wrong."""

import pytest

from adapters.crm.sql.people_file import BadPeopleFile, read_people
from flows.ports.desk import NewPerson
from sync_core.mail import Address

HEADER = "name,kind,client,segment,is_key,email,alternate,contact_points,custom:home"


def _problems(text: str) -> tuple[str, ...]:
    with pytest.raises(BadPeopleFile) as bad:
        read_people(text.splitlines(keepends=True))
    assert "nothing was written" in str(bad.value)
    return bad.value.problems


def test_a_full_line_becomes_a_person_with_every_address() -> None:
    line = 'Ana,contact,"Ruiz, Co",Gold,yes,Ana@X.test,a@y.test,b@z.test; c@z.test ;,h@home.test'
    (ana,) = read_people([HEADER + "\n", line])
    assert ana == NewPerson(
        name="Ana",
        kind="contact",
        client="Ruiz, Co",
        segment="Gold",
        is_key=True,
        addresses=(
            ("email", Address("ana@x.test")),
            ("alternate", Address("a@y.test")),
            ("contact_point", Address("b@z.test")),
            ("contact_point", Address("c@z.test")),
            ("custom:home", Address("h@home.test")),
        ),
    )


def test_a_name_alone_is_enough_and_columns_stand_in_any_order() -> None:
    assert read_people(["email,name\n", ",Ana\n", "b@x.test,Ben\n"]) == (
        NewPerson(name="Ana", addresses=()),
        NewPerson(name="Ben", addresses=(("email", Address("b@x.test")),)),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",,,,,,,,", "line 2: name: expected a name"),
        ("Ana,robot,,,,,,,", "line 2: kind: expected individual or contact"),
        ("Ana,,,,perhaps,,,,", "line 2: is_key: expected yes or no"),
        ("Ana,,,,,no address,,,", "line 2: email: expected an address such as ana@x.test"),
        ("Ana,,,,,,@,,", "line 2: alternate: expected an address such as ana@x.test"),
        (
            "Ana,,,,,,,a@x.test;nope,",
            "line 2: contact_points: expected an address such as ana@x.test",
        ),
        ("Ana,,,,,,,,nope", "line 2: custom:home: expected an address such as ana@x.test"),
        ("Ana,individual", "line 2: row: expected as many values as there are columns"),
        ("Ana,,,,,,,,,more", "line 2: row: expected as many values as there are columns"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_field(line: str, problem: str) -> None:
    assert _problems(f"{HEADER}\n{line}\n") == (problem,)


def test_every_wrong_line_is_named_at_once() -> None:
    problems = _problems("name,email\nAna,a@x.test\n,\nBen,nope\n")
    assert [p.split(":")[0] for p in problems] == ["line 3", "line 4"]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("email", "expected one called name"),
        ("name,fax", "fax: expected columns called name"),
        ("name,custom:", "custom:: expected columns called name"),
        ("name,email,email", "email: expected each column once"),
        ("", "expected one called name"),
    ],
)
def test_a_wrong_first_line_is_named(header: str, told: str) -> None:
    assert any(told in problem for problem in _problems(f"{header}\n"))


def test_a_quote_that_never_ends_is_named() -> None:
    assert _problems('name,email\n"Ana,a@x.test\n')[0].startswith("line 2: row: ")
