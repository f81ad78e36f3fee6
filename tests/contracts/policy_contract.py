"""What every PolicyStore does."""

import pytest

from flows.ports.policy_store import PolicyStore, PolicyVersion
from sync_core.failures import VersionConflict
from tests.contracts.memory_rows import NOW, after


def version(number: int, **document: object) -> PolicyVersion:
    """Return a made-up version."""
    return PolicyVersion(
        number=number,
        document=document or {"mail": {"content": "subject", "never_log": ["x.test", None, 1.5]}},
        changed_by="admin-7",
        changed_at=after(number),
        difference=("mail.content: preview -> subject", "ä: 1 -> 2"),
    )


class PolicyContract:
    """A subclass provides the fixture `policies`: a fresh store for each test."""

    async def test_before_any_was_set_the_current_version_is_number_zero(
        self, policies: PolicyStore
    ) -> None:
        assert await policies.current() == PolicyVersion(number=0, document={})
        assert await policies.versions(10) == ()

    async def test_a_version_comes_back_as_it_was(self, policies: PolicyStore) -> None:
        await policies.append(version(1))
        assert await policies.current() == version(1)

    async def test_versions_come_newest_first(self, policies: PolicyStore) -> None:
        for number in range(1, 13):
            await policies.append(version(number))
        assert (await policies.current()).number == 12
        assert [v.number for v in await policies.versions(3)] == [12, 11, 10]
        assert len(await policies.versions(100)) == 12

    @pytest.mark.parametrize("number", [0, 1, 3, 4])
    async def test_a_version_that_is_not_the_next_conflicts(
        self, policies: PolicyStore, number: int
    ) -> None:
        await policies.append(version(1))
        with pytest.raises(VersionConflict):
            await policies.append(version(number, changed=True))
        assert await policies.versions(10) == (version(1),)

    async def test_a_long_document_comes_back_whole(self, policies: PolicyStore) -> None:
        long = version(1, never_log=[f"person-{n}@ä\N{ROCKET}.test" for n in range(3_000)])
        await policies.append(long)
        assert await policies.current() == long

    async def test_a_document_changed_after_it_was_handed_in_is_stored_as_it_was(
        self, policies: PolicyStore
    ) -> None:
        document = {"mail": {"content": "subject"}}
        await policies.append(PolicyVersion(number=1, document=document, changed_at=NOW))
        document["mail"]["content"] = "full"
        current = await policies.current()
        assert current.document == {"mail": {"content": "subject"}}
