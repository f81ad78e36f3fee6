"""A queue may hold messages that a former version put there."""

import pytest

from sync_core.work import Task, WorkItem
from tests.upgrading.recorded_data import VERSIONS, work_items
from tests.upgrading.recording import MAILBOX, WOKEN_AT

_RENAMED = Task.CRM_FEED
"""calendar.feed, before it read contact lists too."""


@pytest.mark.parametrize("version", VERSIONS)
def test_every_message_of_a_former_version_is_work_for_this_one(version: str) -> None:
    items = [WorkItem.decode(text) for text in work_items(version)]

    assert len({item.task for item in items}) == len(items) >= 9
    for item, text in zip(items, work_items(version), strict=True):
        assert f'"task":"{item.task}"' in text or item.task is _RENAMED
        assert (item.mailbox, item.woken_at, item.attempt) == (MAILBOX, WOKEN_AT, 2)
