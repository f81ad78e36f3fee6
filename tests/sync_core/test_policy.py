from typing import Any

import pytest

from sync_core.policy import BadPolicy, Policy


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"mial": {}}, "mial"),
        ({"mail": {"contents": "full"}}, "mail.contents"),
        ({"mail": {"content": "everything"}}, "mail.content"),
        ({"mail": {"internal_domains": ["a b"]}}, "mail.internal_domains.0.domain"),
        ({"mail": {"internal_domains": "northwind.test"}}, "mail.internal_domains"),
        ({"mail": {"never_log": ["@"]}}, "mail.never_log.0.entry"),
        ({"mail": {"never_log": ["a b@x.test"]}}, "mail.never_log.0.entry"),
        ({"mail": {"history": {"months": -1}}}, "mail.history.months"),
        ({"mail": {"history": {"start": "soon"}}}, "mail.history.start"),
        ({"mail": {"left_out_folders": ["Junk"]}}, "mail.left_out_folders.0"),
        ({"schema_version": 2}, "schema_version"),
        ("text", "document"),
        (None, "document"),
    ],
)
def test_a_bad_policy_is_refused_naming_the_field(document: Any, field: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        Policy.parse(document)

    assert [p.partition(":")[0] for p in refused.value.problems] == [field]


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(BadPolicy) as refused:
        Policy.parse({"mail": {"content": 1, "private": 2}})

    assert len(refused.value.problems) == 2


def test_the_empty_document_is_the_default_policy() -> None:
    policy = Policy.parse({})

    assert policy.mailboxes.choose == "listed"
    assert (policy.mail.content.value, policy.mail.history.months) == ("subject", 6)
    assert "junkemail" in policy.mail.left_out_folders
    assert "sentitems" not in policy.mail.left_out_folders


def test_domains_and_entries_may_be_written_as_plain_text_in_any_case() -> None:
    mail = Policy.parse(
        {"mail": {"internal_domains": ["@Northwind.Test"], "never_log": ["Ana@X.test", "@y.test"]}}
    ).mail

    assert [d.domain for d in mail.internal_domains] == ["northwind.test"]
    assert [e.entry for e in mail.never_log] == ["ana@x.test", "y.test"]


def test_a_policy_survives_being_written_and_read() -> None:
    policy = Policy.parse(
        {"mail": {"internal_domains": ["x.test"], "history": {"start": "2020-01-01"}}}
    )

    assert Policy.parse(policy.model_dump(mode="json")) == policy
