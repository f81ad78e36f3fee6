"""Contacts judged side by side: an entry is one contact's only, and who a question of another is about waits with it."""

from collections.abc import Collection, Iterable

from sync_core.contacts.asking import waiting
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.judging import judge
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.twins import ContactTwin, unsettled
from sync_core.reconcile.pairs import PairKey, PairState


def judge_side_by_side(
    twins: Iterable[ContactTwin], by: ContactJudge, *, is_whole: bool
) -> list[ContactJudged]:
    """Return what is to be done about each of these contacts, by key.

    Args:
        twins: everything that something happened to.
        by: what they are judged by.
        is_whole: whether these are all that both sides have.
    """
    judged = [judge(twin, by) for twin in sorted(twins, key=lambda t: t.key)]
    return _with_those_who_wait(_each_one_contacts(judged, by), is_whole=is_whole)


def _each_one_contacts(judged: list[ContactJudged], by: ContactJudge) -> list[ContactJudged]:
    """Return the same with each entry one contact's: where two were said to be it, a person is asked again."""
    owners: dict[str, PairKey] = {}
    for one in sorted(judged, key=lambda one: (not one.twin.is_linked, one.twin.key)):
        if one.twin.crm is not None:
            owners.setdefault(one.twin.crm.id, one.twin.key)
    return [
        judge(unsettled(one.twin), by)
        if one.twin.crm is not None and owners[one.twin.crm.id] != one.twin.key
        else one
        for one in judged
    ]


def _with_those_who_wait(judged: list[ContactJudged], *, is_whole: bool) -> list[ContactJudged]:
    """Return the same, with the entries that an open question is about waiting for its answer.

    Whether a question is still open shows when everything is compared; until then they go on waiting.
    """
    asked = [one.twin for one in judged if one.reason is ContactReason.AMBIGUOUS]
    among = {entry.id for twin in asked for entry in twin.among}
    return [waiting(one) if _waits(one, among, is_whole=is_whole) else one for one in judged]


def _waits(one: ContactJudged, among: Collection[str], *, is_whole: bool) -> bool:
    twin = one.twin
    if twin.crm is None or twin.outlook is not None or twin.is_linked or one.reason is not None:
        return False
    pair = twin.pair
    if pair is not None and pair.state is PairState.UNLINKED:  # a person rejected its being made
        return False
    was_open = pair is not None and pair.reason == ContactReason.AMBIGUOUS.value
    return twin.crm.id in among or (was_open and not is_whole)
