"""What differs between two policies, as lines a person reads."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.policy import Policy
from sync_core.policy_changes import difference, filled
from sync_core.policy_reference import rules_of

NEVER = {"entry": "x.test", "reason": "", "mailbox": None}


def lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the difference of two documents' mail sections."""
    made = (Policy.parse({"mail": before}), Policy.parse({"mail": after}))
    return [str(change) for change in difference(*made)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"content": "subject"}, []),
        ({}, {"content": "full"}, ["mail.content: subject -> full"]),
        ({}, {"history": {"months": 12}}, ["mail.history.months: 6 -> 12"]),
        ({}, {"history": {"start": "2025-01-01"}}, ["mail.history.start: (nothing) -> 2025-01-01"]),
        ({"never_log": ["x.test", "y.test"]}, {"never_log": ["y.test", "x.test"]}, []),
        (
            {"internal_domains": ["a.test"]},
            {"internal_domains": [{"domain": "a.test", "subdomains": True}]},
            ["mail.internal_domains[a.test].subdomains: false -> true"],
        ),
        (
            {"never_log": ["x.test"]},
            {"never_log": []},
            [
                'mail.never_log[x.test]: {"entry": "x.test", "reason": "", "mailbox": null} -> (nothing)'
            ],
        ),
        (
            {"left_out_folders": ["drafts"]},
            {"left_out_folders": []},
            ['mail.left_out_folders: ["drafts"] -> []'],
        ),
    ],
)
def test_each_field_that_differs_is_one_line(
    before: dict[str, Any], after: dict[str, Any], expected: list[str]
) -> None:
    assert lines(before, after) == expected


def test_one_entry_for_two_mailboxes_is_two_entries() -> None:
    one = {"entry": "x.test", "mailbox": "a"}
    two = {"entry": "x.test", "mailbox": "b"}

    assert len(lines({"never_log": [one]}, {"never_log": [one, two]})) == 1


def test_an_entry_written_twice_falls_back_to_the_whole_list() -> None:
    assert lines({"never_log": ["x.test"]}, {"never_log": ["x.test", "x.test"]})


documents = st.fixed_dictionaries(
    {},
    optional={
        "content": st.sampled_from(["metadata", "subject", "preview", "full"]),
        "never_log": st.lists(st.sampled_from(["x.test", "y.test", "a@z.test"]), max_size=3),
        "history": st.fixed_dictionaries({"months": st.integers(0, 120)}),
        "left_out_folders": st.lists(st.sampled_from(["drafts", "outbox"]), max_size=2),
    },
)


@given(documents, documents)
def test_nothing_differs_exactly_when_the_rules_are_the_same(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Two policies without a line between them hold the same, whatever order their lists are in."""
    first, second = Policy.parse({"mail": one}), Policy.parse({"mail": other})
    told = difference(first, second)

    assert bool(told) == (_sorted(first) != _sorted(second))
    assert difference(first, first) == ()


def _sorted(policy: Policy) -> list[tuple[str, str]]:
    document = filled(policy)
    document["mail"]["never_log"].sort(key=lambda entry: str(entry["entry"]))
    return [(rule.path, rule.value) for rule in rules_of(Policy.parse(document))]
