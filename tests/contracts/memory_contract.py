"""What every Memory does: records, leases, decisions, retries, runs and aliases."""

from datetime import UTC, date, timedelta

import pytest

from flows.ports.memory import Memory
from flows.ports.remembrance import Remembrance
from flows.ports.run_records import RunRecord
from sync_core import limits
from sync_core.decisions import Reason, Verdict
from sync_core.failures import LeaseLost, ParkReason
from sync_core.mail import CrmUserId, MessageId
from sync_core.mailboxes import FirmRecord, MailboxKind, MailboxRecord
from sync_core.seen import SeenKey, Tally
from sync_core.work import MailboxId, RunId, Stream, Task
from tests.contracts.memory_rows import (
    ANNA,
    BOB,
    DIGESTER,
    LIVE,
    NOW,
    SWEEP,
    after,
    failed,
    item,
    key,
    refused,
    remembered,
    seen,
    taken,
    waits,
)

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


async def tally_of(memory: Memory, day: date = TODAY) -> dict[Reason, int]:
    """Return one day's counts of Anna's mailbox."""
    tallies = await memory.tallies(ANNA, day, day)
    return dict(tallies.get(day, Tally()).by_reason)


class RecordsContract:
    """The records of the firm and of its mailboxes."""

    async def test_a_fresh_firm_has_an_empty_record(self, memory: Memory) -> None:
        assert await memory.firm() == FirmRecord()

    async def test_a_change_of_the_firm_leaves_the_other_fields(self, memory: Memory) -> None:
        await memory.change_firm(crm_stopped="The CRM is away.", directory_at=NOW)
        changed = await memory.change_firm(
            rematch_cursor="p7", crm_events_cursor="e9", crm_lists_cursor="l3"
        )
        expected = FirmRecord(
            crm_stopped="The CRM is away.",
            directory_at=NOW,
            rematch_cursor="p7",
            crm_events_cursor="e9",
            crm_lists_cursor="l3",
        )
        assert changed == expected
        assert await memory.firm() == expected

    async def test_the_first_caller_fixes_the_history_start(self, memory: Memory) -> None:
        first = await memory.fix_history_start(after(-1000), NOW)
        second = await memory.fix_history_start(after(-9), after(60))
        assert (first.started_at, first.history_start) == (NOW, after(-1000))
        assert second == first
        assert await memory.firm() == first

    async def test_a_history_start_keeps_what_else_the_firm_remembers(self, memory: Memory) -> None:
        await memory.change_firm(rematch_cursor="p7")
        assert (await memory.fix_history_start(NOW, NOW)).rematch_cursor == "p7"

    async def test_every_field_of_a_mailbox_comes_back_as_it_was(self, memory: Memory) -> None:
        record = MailboxRecord(
            id=ANNA,
            kind=MailboxKind.SHARED,
            enabled=True,
            owner=CrmUserId("user-ä-7"),
            parked=ParkReason.NO_MAILBOX,
            recheck_at=after(0.000001),
            paused_until=after(60),
            subscription_id="sub/1",
            subscription_until=after(3600),
            history_from=NOW.replace(year=1601),
            history_until=NOW,
            history_goal=after(-5),
            history_expected=2**40,
            history_done=7,
            live_read_at=NOW,
            newest_received_at=NOW.replace(year=2044),
            swept_at=NOW,
            retry_due_at=NOW,
            failed_items=3,
            calendar_enabled=True,
            calendar_started_at=after(-100),
            calendar_read_at=after(-90),
            calendar_swept_at=after(-80),
            calendar_policy="00ff",
            calendar_held=True,
            calendar_due_at=after(70),
            calendar_failed=2,
            calendar_pairs=2**33,
            calendar_subscription_id="sub/2",
            calendar_subscription_until=after(7200),
            calendar_zone="W. Europe Standard Time",
            contacts_enabled=True,
            contacts_started_at=after(-70),
            contacts_read_at=after(-60),
            contacts_swept_at=after(-50),
            contacts_policy="ff00",
            contacts_held=True,
            sharing_held=True,
            contacts_due_at=after(80),
            contacts_failed=4,
            contacts_pairs=5_000,
            contacts_open=17,
            sharing_open=19,
            sharing_due_at=after(90),
            contacts_subscription_id="sub/3",
            enabled_at=after(-9001),
            contacts_subscription_until=after(9000),
        )
        blank = MailboxRecord(id=ANNA)
        unset = [n for n in record.__slots__ if getattr(record, n) == getattr(blank, n)]
        assert unset == ["id"], "every field is to be shown to come back"
        fields = {name: getattr(record, name) for name in record.__slots__ if name != "id"}
        assert await memory.change_mailbox(ANNA, **fields) == record
        assert await memory.mailbox(ANNA) == record

    async def test_a_field_can_be_set_back_to_none(self, memory: Memory) -> None:
        await memory.change_mailbox(ANNA, parked=ParkReason.ACCESS_DENIED, owner=CrmUserId("u"))
        changed = await memory.change_mailbox(ANNA, parked=None, owner=None)
        assert changed == MailboxRecord(id=ANNA)
        assert await memory.mailbox(ANNA) == changed

    async def test_a_change_of_a_mailbox_leaves_the_other_fields(self, memory: Memory) -> None:
        await memory.change_mailbox(ANNA, enabled=True)
        await memory.change_mailbox(ANNA, history_done=400)
        record = await memory.mailbox(ANNA)
        assert record == MailboxRecord(id=ANNA, enabled=True, history_done=400)

    async def test_an_unknown_field_is_refused_and_nothing_is_written(self, memory: Memory) -> None:
        with pytest.raises(TypeError, match="subject"):
            await memory.change_mailbox(ANNA, enabled=True, subject="no")
        with pytest.raises(TypeError, match="id"):
            await memory.change_mailbox(ANNA, id=BOB)
        assert await memory.mailbox(ANNA) is None

    async def test_mailboxes_are_listed_by_id(self, memory: Memory) -> None:
        assert await memory.mailboxes() == ()
        await memory.change_mailbox(BOB, enabled=True)
        await memory.change_mailbox(ANNA)
        assert [record.id for record in await memory.mailboxes()] == [ANNA, BOB]

    @pytest.mark.parametrize("odd", ["a/b", "a\\b", "a#b", "a?b", "a\tb", "a\x7fb", "", "a" * 513])
    async def test_a_mailbox_id_that_is_no_key_is_refused(self, memory: Memory, odd: str) -> None:
        with pytest.raises(ValueError, match="expected"):
            await memory.change_mailbox(MailboxId(odd), enabled=True)
        with pytest.raises(ValueError, match="expected"):
            await memory.acquire(MailboxId(odd), LIVE, RunId("r"), NOW)
        assert await memory.mailboxes() == ()

    async def test_a_forgotten_mailbox_leaves_nothing_and_touches_no_other(
        self, memory: Memory
    ) -> None:
        for mailbox in (ANNA, BOB):
            await memory.change_mailbox(mailbox, enabled=True)
            lease = await taken(memory, f"run-{mailbox}", mailbox)
            rows = tuple(seen(number) for number in range(120))
            step = Remembrance(seen=rows, retries=(failed(1, NOW),), cursors={"mail.sweep": "x"})
            await memory.remember(lease, step, NOW)
        await memory.forget_mailbox(ANNA)
        await memory.forget_mailbox(ANNA)
        assert [record.id for record in await memory.mailboxes()] == [BOB]
        assert await memory.seen(ANNA, [key(1), key(2)]) == {}
        assert await memory.cursors(ANNA, "mail") == {}
        assert await memory.retries(ANNA, None, 10) == ()
        assert await memory.tallies(ANNA, TODAY, TODAY) == {}
        assert len(await memory.seen(BOB, [key(1), key(2)])) == 2
        assert await memory.cursors(BOB, "mail") == {"mail.sweep": "x"}


class LeaseContract:
    """One run at a time on one stream of one mailbox."""

    async def test_the_first_run_gets_the_lease_and_the_second_does_not(
        self, memory: Memory
    ) -> None:
        lease = await taken(memory, "run-1")
        busy = await refused(memory, "run-2", after(10))
        assert (lease.run, lease.mailbox, lease.stream) == ("run-1", ANNA, LIVE)
        assert busy.until == lease.expires_at == after(limits.LEASE_SECONDS)

    async def test_streams_and_mailboxes_do_not_wait_for_each_other(self, memory: Memory) -> None:
        await taken(memory, "run-1")
        await taken(memory, "run-2", stream=SWEEP)
        await taken(memory, "run-3", mailbox=BOB)

    async def test_the_mailboxes_of_some_users_are_told_and_no_others(self, memory: Memory) -> None:
        await memory.change_mailbox(ANNA, owner=CrmUserId("o'neil"))
        await memory.change_mailbox(BOB, owner=CrmUserId("user-2"))
        await memory.change_mailbox(MailboxId("nobodys"), enabled=True)
        many = [CrmUserId(f"user-{n}") for n in range(3, 30)]

        async def of(*owners: str) -> list[MailboxId]:
            asked = {CrmUserId(owner) for owner in owners}
            return [record.id for record in await memory.mailboxes_of(asked)]

        assert await of("o'neil") == [ANNA]
        assert await of("user-2", "o'neil", *many) == [ANNA, BOB]
        assert await of(*many) == await of() == []

    async def test_a_free_lease_is_taken_again_at_once(self, memory: Memory) -> None:
        await memory.release(await taken(memory, "run-1"), None)
        await taken(memory, "run-2", now=after(1))

    async def test_the_second_who_comes_by_is_told_that_somebody_did_before(
        self, memory: Memory
    ) -> None:
        lease = await taken(memory, "run-1")

        assert not (await refused(memory, "run-2", after(1))).was_dirty
        assert (await refused(memory, "run-3", after(2))).was_dirty

        await memory.release(lease, None)
        await taken(memory, "run-4", now=after(3))
        assert not (await refused(memory, "run-5", after(4))).was_dirty

    async def test_wake_ups_during_a_run_make_it_dirty_exactly_once(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        await refused(memory, "run-2")
        await refused(memory, "run-3")
        assert (await memory.release(lease, None)).is_dirty
        again = await taken(memory, "run-4")
        assert not (await memory.release(again, None)).is_dirty

    async def test_a_run_nobody_came_by_is_clean(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        assert not (await memory.release(lease, None)).is_dirty

    async def test_a_wake_up_between_two_steps_is_not_lost(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        lease = await memory.remember(lease, Remembrance(seen=(seen(1),)), NOW)
        await refused(memory, "run-2")
        lease = await memory.remember(lease, Remembrance(seen=(seen(2),)), NOW)
        assert (await memory.release(lease, None)).is_dirty
        assert await tally_of(memory) == {Reason.MATCHED: 2}

    async def test_remembering_renews_the_lease(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        later = after(limits.LEASE_SECONDS - 1)
        lease = await memory.remember(lease, Remembrance(), later)
        assert lease.expires_at == later + timedelta(seconds=limits.LEASE_SECONDS)
        await refused(memory, "run-2", after(limits.LEASE_SECONDS + 1))

    async def test_the_lease_of_a_crashed_run_is_taken_after_it_expired(
        self, memory: Memory
    ) -> None:
        await taken(memory, "run-1")
        await refused(memory, "run-2", after(limits.LEASE_SECONDS - 1))
        lease = await taken(memory, "run-3", now=after(limits.LEASE_SECONDS))
        assert lease.run == "run-3"

    async def test_a_crashed_runs_mark_is_still_honoured(self, memory: Memory) -> None:
        await taken(memory, "run-1")
        await refused(memory, "run-2")
        lease = await taken(memory, "run-3", now=after(limits.LEASE_SECONDS + 1))
        lease = await memory.remember(lease, Remembrance(), after(limits.LEASE_SECONDS + 2))
        assert (await memory.release(lease, None)).is_dirty

    async def test_a_stale_run_writes_nothing_after_another_took_over(self, memory: Memory) -> None:
        stale = await taken(memory, "run-1")
        later = after(limits.LEASE_SECONDS + 1)
        lease = await taken(memory, "run-2", now=later)
        step = Remembrance(
            seen=(seen(1),), retries=(failed(1, NOW),), cursors={"mail.sweep": "stale"}
        )
        with pytest.raises(LeaseLost):
            await memory.remember(stale, step, later)
        assert await memory.seen(ANNA, [key(1)]) == {}
        assert await memory.retries(ANNA, None, 10) == ()
        assert await memory.cursors(ANNA, "") == {}
        assert await tally_of(memory) == {}
        await memory.remember(lease, Remembrance(cursors={"mail.sweep": "ours"}), later)
        assert await memory.cursors(ANNA, "") == {"mail.sweep": "ours"}

    async def test_a_lease_brings_the_cursors_named_for_its_stream(self, memory: Memory) -> None:
        step = {
            "mail.live.page": "p1",
            "mail.live": "not",
            "mail.lively": "not",
            "mail.sweep.f": "f",
        }
        lease = await memory.remember(await taken(memory), Remembrance(cursors=step), NOW)
        assert lease.cursors == {}
        await memory.release(lease, None)
        again = await taken(memory, "run-2")
        assert again.cursors == {"mail.live.page": "p1"}
        assert (await memory.remember(again, Remembrance(), NOW)).cursors == again.cursors

    async def test_cursors_are_set_as_the_lease_is_given_back(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        await refused(memory, "run-2")
        released = await memory.release(lease, NOW, {"mail.live.page": "p1"})
        assert released.is_dirty
        again = await taken(memory, "run-3")
        assert (again.read_at, again.cursors) == (NOW, {"mail.live.page": "p1"})
        await memory.release(again, None, {"mail.live.page": "p2"})
        assert await memory.cursors(ANNA, "mail.") == {"mail.live.page": "p2"}

    async def test_a_stale_run_that_gives_its_lease_back_sets_no_cursor(
        self, memory: Memory
    ) -> None:
        stale = await taken(memory, "run-1")
        await taken(memory, "run-2", now=after(limits.LEASE_SECONDS + 1))
        await memory.release(stale, NOW, {"mail.live.page": "stale"})
        assert await memory.cursors(ANNA, "") == {}

    async def test_a_stale_runs_release_changes_nothing(self, memory: Memory) -> None:
        stale = await taken(memory, "run-1")
        later = after(limits.LEASE_SECONDS + 1)
        await taken(memory, "run-2", now=later)
        assert not (await memory.release(stale, later)).is_dirty
        await refused(memory, "run-3", later + timedelta(seconds=1))

    async def test_a_released_run_writes_nothing_more(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        await memory.release(lease, None)
        with pytest.raises(LeaseLost):
            await memory.remember(lease, Remembrance(seen=(seen(1),)), NOW)
        assert await memory.seen(ANNA, [key(1)]) == {}

    async def test_a_run_of_a_forgotten_mailbox_writes_nothing_more(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1")
        await memory.forget_mailbox(ANNA)
        with pytest.raises(LeaseLost):
            await memory.remember(lease, Remembrance(seen=(seen(1),)), NOW)
        assert not (await memory.release(lease, NOW)).is_dirty
        assert await memory.seen(ANNA, [key(1)]) == {}

    async def test_a_finished_read_is_remembered_and_never_moves_back(self, memory: Memory) -> None:
        first = await taken(memory, "run-1")
        assert first.read_at is None
        await memory.release(first, after(50))
        second = await taken(memory, "run-2")
        assert second.read_at == after(50)
        await memory.release(second, after(40))
        third = await taken(memory, "run-3")
        await memory.release(third, None)
        assert (await taken(memory, "run-4")).read_at == after(50)

    async def test_what_waits_comes_back_with_the_lease_as_it_was(self, memory: Memory) -> None:
        waiting = (waits(Task.MAIL_WAKE), waits(Task.MAIL_RETRY, attempt=40))
        lease = await taken(memory, "run-1")
        assert lease.waiting == ()
        await memory.release(lease, None, {"mail.live.page": "p1"}, waiting)
        again = await taken(memory, "run-2")
        assert (again.waiting, again.cursors) == (waiting, {"mail.live.page": "p1"})
        assert (await memory.remember(again, Remembrance(), NOW)).waiting == waiting
        assert (await taken(memory, "run-3", stream=SWEEP)).waiting == ()
        assert (await taken(memory, "run-4", mailbox=BOB)).waiting == ()

    async def test_what_waits_stays_where_it_is_said_again_and_goes_where_it_is_not(
        self, memory: Memory
    ) -> None:
        waiting = (waits(Task.MAIL_WAKE),)
        await memory.release(await taken(memory, "run-1"), None, None, waiting)
        second = await taken(memory, "run-2")
        await memory.release(second, None, None, second.waiting)
        third = await taken(memory, "run-3")
        assert third.waiting == waiting
        await memory.release(third, after(50))
        fourth = await taken(memory, "run-4")
        assert (fourth.waiting, fourth.read_at) == ((), after(50))

    async def test_what_waits_outlives_a_crashed_run_and_those_who_came_by(
        self, memory: Memory
    ) -> None:
        waiting = (waits(Task.MAIL_WAKE),)
        await memory.release(await taken(memory, "run-1"), None, None, waiting)
        crashed = await taken(memory, "run-2")
        await refused(memory, "run-3")
        later = after(limits.LEASE_SECONDS + 1)
        lease = await taken(memory, "run-4", now=later)
        assert lease.waiting == waiting
        assert not (await memory.release(crashed, later)).is_dirty
        newer = (waits(Task.MAIL_WAKE, attempt=4),)
        assert (await memory.release(lease, None, None, newer)).is_dirty
        assert (await taken(memory, "run-5", now=later)).waiting == newer


class DecisionContract:
    """What was decided about each item, counted once."""

    async def test_a_decision_comes_back_as_it_was(self, memory: Memory) -> None:
        rows = (seen(1), seen(2, Reason.INTERNAL), seen(3, Reason.UNREADABLE, after(0.5)))
        await remembered(memory, *rows)
        found = await memory.seen(ANNA, [row.key for row in rows])
        assert found == {row.key: row for row in rows}

    async def test_only_the_items_asked_for_come_back(self, memory: Memory) -> None:
        await remembered(memory, *(seen(number) for number in range(20)))
        asked = [key(number) for number in (3, 7, 11, 13, 17, 18, 400)]
        found = await memory.seen(ANNA, asked)
        assert set(found) == set(asked) - {key(400)}
        assert await memory.seen(ANNA, []) == {}
        assert await memory.seen(BOB, asked) == {}

    async def test_items_far_apart_are_all_found(self, memory: Memory) -> None:
        await remembered(memory, *(seen(number) for number in range(300)))
        asked = [key(number) for number in (0, 1, 2, 100, 101, 250, 251, 299)]
        assert set(await memory.seen(ANNA, asked)) == set(asked)

    async def test_a_step_larger_than_a_transaction_is_written_whole(self, memory: Memory) -> None:
        rows = tuple(seen(number) for number in range(230))
        lease = await taken(memory)
        step = Remembrance(seen=rows, cursors={"mail.history": "p2"})
        lease = await memory.remember(lease, step, NOW)
        assert len(await memory.seen(ANNA, [row.key for row in rows])) == 230
        assert await tally_of(memory) == {Reason.MATCHED: 230}
        assert await memory.cursors(ANNA, "mail.") == {"mail.history": "p2"}
        assert not (await memory.release(lease, None)).is_dirty

    async def test_the_days_numbers_add_up_by_reason(self, memory: Memory) -> None:
        await remembered(memory, seen(1), seen(2), seen(3, Reason.INTERNAL))
        await remembered(memory, seen(4, Reason.UNREADABLE), run="run-9")
        tally = (await memory.tallies(ANNA, TODAY, TODAY))[TODAY]
        assert tally.seen == 4
        assert tally.of_verdict(Verdict.CAPTURED) == 2
        assert tally.of_verdict(Verdict.LEFT_OUT) == 1
        assert tally.of_verdict(Verdict.FAILED) == 1

    async def test_an_item_decided_by_two_streams_counts_once(self, memory: Memory) -> None:
        live = await taken(memory, "run-1")
        sweep = await taken(memory, "run-2", stream=SWEEP)
        await memory.remember(live, Remembrance(seen=(seen(1), seen(2))), NOW)
        both = Remembrance(
            seen=(seen(2, Reason.UNMATCHED), seen(3), *(seen(n) for n in range(10, 110))),
            cursors={"mail.sweep.f": "t1"},
        )
        await memory.remember(sweep, both, NOW)
        assert await tally_of(memory) == {Reason.MATCHED: 103}
        assert (await memory.seen(ANNA, [key(2)]))[key(2)].reason is Reason.MATCHED
        assert await memory.cursors(ANNA, "") == {"mail.sweep.f": "t1"}

    async def test_the_same_step_again_changes_nothing(self, memory: Memory) -> None:
        step = Remembrance(
            seen=tuple(seen(number) for number in range(130)),
            retries=(failed(5, NOW),),
            settled=(key(9),),
            cursors={"c": "1", "d": ""},
        )
        lease = await taken(memory)
        lease = await memory.remember(lease, step, NOW)
        await memory.remember(lease, step, NOW)
        assert await tally_of(memory) == {Reason.MATCHED: 130}
        assert len(await memory.retries(ANNA, None, 10)) == 1
        assert await memory.cursors(ANNA, "") == {"c": "1"}

    async def test_a_provisional_decision_gives_way(self, memory: Memory) -> None:
        await remembered(memory, seen(1, Reason.DRAFT), seen(2, Reason.FOLDER), seen(3))
        await remembered(memory, seen(1), seen(2, Reason.INTERNAL), run="run-9")
        assert await tally_of(memory) == {Reason.MATCHED: 2, Reason.INTERNAL: 1}
        found = await memory.seen(ANNA, [key(1), key(2)])
        assert [found[key(n)].reason for n in (1, 2)] == [Reason.MATCHED, Reason.INTERNAL]
        assert found[key(1)].activity_key

    async def test_a_final_decision_stands(self, memory: Memory) -> None:
        await remembered(memory, seen(1))
        await remembered(memory, seen(1, Reason.INTERNAL, after(60)), run="run-9")
        assert await memory.seen(ANNA, [key(1)]) == {key(1): seen(1)}
        assert await tally_of(memory) == {Reason.MATCHED: 1}

    async def test_a_replaced_decision_leaves_the_day_it_was_counted_on(
        self, memory: Memory
    ) -> None:
        before = after(-24 * 3600)
        await remembered(memory, seen(1, Reason.DRAFT, before), seen(2, at=before), now=before)
        await remembered(memory, seen(1), run="run-9")
        assert await tally_of(memory, YESTERDAY) == {Reason.MATCHED: 1}
        assert await tally_of(memory) == {Reason.MATCHED: 1}

    async def test_the_same_provisional_decision_again_stays_on_its_day(
        self, memory: Memory
    ) -> None:
        before = after(-24 * 3600)
        await remembered(memory, seen(1, Reason.UNREADABLE, before), now=before)
        await remembered(memory, seen(1, Reason.UNREADABLE), run="run-9")
        assert await tally_of(memory, YESTERDAY) == {Reason.UNREADABLE: 1}
        assert await tally_of(memory) == {}
        await remembered(memory, seen(1), run="run-10")
        tallies = await memory.tallies(ANNA, YESTERDAY, TODAY)
        assert tallies == {TODAY: Tally(((Reason.MATCHED, 1),))}

    async def test_replaced_decisions_of_many_days_each_leave_their_day(
        self, memory: Memory
    ) -> None:
        days = 70
        for number in range(days):
            at = after(-86_400 * (number + 1))
            await remembered(memory, seen(number, Reason.FOLDER, at), run=f"run-{number}", now=at)
        rows = tuple(seen(number) for number in range(days))
        lease = await taken(memory)
        await memory.remember(lease, Remembrance(seen=rows, cursors={"c": "1"}), NOW)
        tallies = await memory.tallies(ANNA, TODAY - timedelta(days=days), TODAY)
        assert tallies == {TODAY: Tally(((Reason.MATCHED, days),))}
        assert await memory.cursors(ANNA, "") == {"c": "1"}

    async def test_an_item_twice_in_one_step_counts_once(self, memory: Memory) -> None:
        await remembered(memory, seen(1, Reason.DRAFT), seen(2), seen(1), seen(2))
        assert await tally_of(memory) == {Reason.MATCHED: 2}
        assert (await memory.seen(ANNA, [key(1)]))[key(1)].reason is Reason.MATCHED

    async def test_a_decision_counts_on_its_day_in_utc(self, memory: Memory) -> None:
        late = NOW.replace(hour=23, minute=59, second=59)
        await remembered(memory, seen(1, at=late), seen(2, at=late + timedelta(seconds=1)))
        assert await tally_of(memory) == {Reason.MATCHED: 1}
        assert await tally_of(memory, TODAY + timedelta(days=1)) == {Reason.MATCHED: 1}

    async def test_tallies_are_those_of_the_days_asked_for(self, memory: Memory) -> None:
        for number in range(4):
            at = after(86_400 * number)
            await remembered(memory, seen(number, at=at), run=f"run-{number}", now=at)
        tallies = await memory.tallies(ANNA, TODAY + timedelta(days=1), TODAY + timedelta(days=2))
        assert list(tallies) == [TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
        assert await memory.tallies(ANNA, TODAY, YESTERDAY) == {}

    async def test_a_decision_is_found_by_the_items_id(self, memory: Memory) -> None:
        await remembered(memory, *(seen(number) for number in range(5)))
        assert await memory.decision(ANNA, item(3)) == seen(3)
        assert await memory.decision(ANNA, item(99)) is None
        assert await memory.decision(BOB, item(3)) is None

    async def test_of_an_item_that_was_received_twice_the_later_decision_is_found(
        self, memory: Memory
    ) -> None:
        as_draft = SeenKey(f"seen.{1:012d}.{DIGESTER.item(item(3))}")
        sent = seen(3, Reason.MATCHED)
        gone = type(sent)(key=as_draft, reason=Reason.GONE, decided_at=after(60))
        await remembered(memory, sent, gone)
        assert await memory.decision(ANNA, item(3)) == sent


class RetryContract:
    """Failed items wait for their time, or for a person."""

    async def test_failed_items_come_soonest_first(self, memory: Memory) -> None:
        rows = (failed(1, after(300)), failed(2, after(60)), failed(3, after(120)))
        lease = await taken(memory)
        await memory.remember(lease, Remembrance(retries=rows), NOW)
        assert await memory.retries(ANNA, None, 10) == (rows[1], rows[2], rows[0])
        assert await memory.retries(ANNA, after(120), 10) == (rows[1], rows[2])
        assert await memory.retries(ANNA, after(120), 1) == (rows[1],)
        assert await memory.retries(ANNA, after(59), 10) == ()

    async def test_a_given_up_item_is_never_due_and_listed_last(self, memory: Memory) -> None:
        rows = (failed(1, None, attempts=12), failed(2, after(60)))
        lease = await taken(memory)
        await memory.remember(lease, Remembrance(retries=rows), NOW)
        assert await memory.retries(ANNA, after(10**8), 10) == (rows[1],)
        assert await memory.retries(ANNA, None, 10) == (rows[1], rows[0])

    async def test_an_item_that_fails_again_has_one_record(self, memory: Memory) -> None:
        lease = await taken(memory)
        lease = await memory.remember(lease, Remembrance(retries=(failed(1, after(60)),)), NOW)
        again = failed(1, after(180), attempts=2)
        await memory.remember(lease, Remembrance(retries=(again,)), NOW)
        assert await memory.retries(ANNA, None, 10) == (again,)

    async def test_a_settled_item_is_no_longer_retried(self, memory: Memory) -> None:
        lease = await taken(memory)
        rows = (failed(1, NOW), failed(2, NOW))
        lease = await memory.remember(lease, Remembrance(retries=rows), NOW)
        step = Remembrance(seen=(seen(1),), settled=(key(1), key(77)))
        lease = await memory.remember(lease, step, NOW)
        assert await memory.retries(ANNA, None, 10) == (rows[1],)
        assert await tally_of(memory) == {Reason.MATCHED: 1}

    async def test_an_item_that_failed_and_is_settled_in_one_step_stays(
        self, memory: Memory
    ) -> None:
        lease = await taken(memory)
        step = Remembrance(retries=(failed(1, NOW),), settled=(key(1),))
        await memory.remember(lease, step, NOW)
        assert await memory.retries(ANNA, None, 10) == (failed(1, NOW),)


class CursorContract:
    """How far each stream has come."""

    async def test_cursors_are_read_by_the_beginning_of_their_name(self, memory: Memory) -> None:
        lease = await taken(memory)
        cursors = {"mail.sweep.a": "1", "mail.sweep.b": "2", "mail.sweeper": "3", "x": "4"}
        await memory.remember(lease, Remembrance(cursors=cursors), NOW)
        assert await memory.cursors(ANNA, "mail.sweep.") == {
            "mail.sweep.a": "1",
            "mail.sweep.b": "2",
        }
        assert await memory.cursors(ANNA, "") == cursors
        assert await memory.cursors(BOB, "") == {}

    @pytest.mark.parametrize(
        "odd",
        [
            "a/b#c?d\\e",
            "tab\tnew\nline",
            "~2f",
            "%2f",
            "Ä\N{SNOWMAN}\N{ROCKET}",
            "it's",
            "AAMk-_==",
        ],
    )
    async def test_any_name_makes_a_cursor(self, memory: Memory, odd: str) -> None:
        lease = await taken(memory)
        await memory.remember(lease, Remembrance(cursors={f"s.{odd}": "1", "s.z": "2"}), NOW)
        assert await memory.cursors(ANNA, "s.") == {f"s.{odd}": "1", "s.z": "2"}
        assert await memory.cursors(ANNA, f"s.{odd}") == {f"s.{odd}": "1"}

    async def test_a_long_cursor_comes_back_whole(self, memory: Memory) -> None:
        text = "https://x.test/delta?$token=" + "aZ9-_" * 20_000 + "\N{ROCKET}"
        lease = await taken(memory)
        lease = await memory.remember(lease, Remembrance(cursors={"c": text}), NOW)
        assert await memory.cursors(ANNA, "c") == {"c": text}
        await memory.remember(lease, Remembrance(cursors={"c": "short"}), NOW)
        assert await memory.cursors(ANNA, "c") == {"c": "short"}

    async def test_an_empty_text_forgets_a_cursor(self, memory: Memory) -> None:
        lease = await taken(memory)
        lease = await memory.remember(lease, Remembrance(cursors={"c": "1", "d": "2"}), NOW)
        await memory.remember(lease, Remembrance(cursors={"c": "", "never": ""}), NOW)
        assert await memory.cursors(ANNA, "") == {"d": "2"}

    async def test_more_cursors_than_a_transaction_holds(self, memory: Memory) -> None:
        lease = await taken(memory)
        cursors = {f"f.{number}": str(number) for number in range(150)}
        await memory.remember(lease, Remembrance(seen=(seen(1),), cursors=cursors), NOW)
        assert await memory.cursors(ANNA, "f.") == cursors


class RunsContract:
    """What runs did."""

    @staticmethod
    def run(number: int, seconds: float = 0, mailbox: MailboxId = ANNA) -> RunRecord:
        return RunRecord(
            run=RunId(f"{number:032x}"),
            task="mail.wake",
            mailbox=mailbox,
            started_at=after(seconds),
            ended_at=after(seconds + 1.25),
            outcome="done",
            detail="",
            counts={"captured": number, "graph_requests": 2**40},
            trace=f"{number + 7:032x}",
        )

    async def test_runs_of_a_day_come_newest_first(self, memory: Memory) -> None:
        rows = [self.run(1, 10), self.run(2, 30), self.run(3, 20.5), self.run(4, 20.25)]
        for row in rows:
            await memory.record_run(row)
        await memory.record_run(self.run(9, 86_400))
        expected = (rows[1], rows[2], rows[3], rows[0])
        assert await memory.runs(TODAY, 10) == expected
        assert await memory.runs(TODAY, 2) == expected[:2]
        assert await memory.runs(YESTERDAY, 10) == ()

    async def test_a_run_recorded_twice_is_one(self, memory: Memory) -> None:
        await memory.record_run(self.run(1))
        await memory.record_run(self.run(1))
        assert await memory.runs(TODAY, 10) == (self.run(1),)

    async def test_old_runs_are_pruned_by_day(self, memory: Memory) -> None:
        for number in range(103):
            await memory.record_run(self.run(number, -86_400))
        await memory.record_run(self.run(200, -2 * 86_400))
        await memory.record_run(self.run(300))
        assert await memory.prune_runs(TODAY) == 104
        assert await memory.prune_runs(TODAY) == 0
        assert await memory.runs(YESTERDAY, 10) == ()
        assert await memory.runs(TODAY, 10) == (self.run(300),)

    async def test_what_was_given_up_is_listed_oldest_first_until_it_is_exhumed(
        self, memory: Memory
    ) -> None:
        one, two, three = self.run(1, 50), self.run(2, -90_000), self.run(3, 10)
        for run in (one, two, three, one):
            await memory.bury(run)
        assert await memory.buried(10) == (two, three, one)
        assert await memory.buried(2) == (two, three)
        await memory.exhume([three, two, self.run(4)])
        assert await memory.buried(10) == (one,)
        await memory.exhume([])
        assert await memory.buried(10) == (one,)

    async def test_what_was_given_up_is_no_run_of_its_day_and_outlives_the_runs(
        self, memory: Memory
    ) -> None:
        await memory.bury(self.run(1, -86_400))
        assert await memory.runs(YESTERDAY, 10) == ()
        assert await memory.prune_runs(TODAY) == 0
        assert await memory.buried(10) == (self.run(1, -86_400),)


class AliasesContract:
    """The digests of the directory's addresses."""

    @staticmethod
    def digests(first: int, count: int) -> frozenset[bytes]:
        return frozenset(number.to_bytes(12) for number in range(first, first + count))

    async def test_aliases_take_the_place_of_the_former_ones(self, memory: Memory) -> None:
        assert await memory.aliases() == frozenset()
        await memory.save_aliases(self.digests(0, 3))
        await memory.save_aliases(self.digests(2, 3))
        assert await memory.aliases() == self.digests(2, 3)
        await memory.save_aliases(frozenset())
        assert await memory.aliases() == frozenset()

    async def test_more_aliases_than_a_row_holds(self, memory: Memory) -> None:
        await memory.save_aliases(self.digests(0, 12_000))
        assert await memory.aliases() == self.digests(0, 12_000)
        await memory.save_aliases(self.digests(5, 7_000))
        assert await memory.aliases() == self.digests(5, 7_000)


class MemoryContract(
    RecordsContract,
    LeaseContract,
    DecisionContract,
    RetryContract,
    CursorContract,
    RunsContract,
    AliasesContract,
):
    """All of it. A subclass provides the fixture `memory`: a fresh one for each test."""

    def test_the_made_up_keys_are_those_of_the_engine(self) -> None:
        assert key(1).endswith(f".{DIGESTER.item(MessageId('AAMkAG000001='))}")
        assert NOW.tzinfo is UTC
        assert Stream.MAIL_LIVE is LIVE
