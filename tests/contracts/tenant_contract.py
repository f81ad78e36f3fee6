"""What every MailSource, Directory and Subscriptions does, asked of a pretend firm."""

from datetime import timedelta

import pytest

from flows.ports.tenant import DeltaToken, Gone, PageToken, What
from simulator.graph import Consent, LostCursor, MailboxState, MailKind, Recipient, Sensitivity
from sync_core import limits
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    ParkReason,
    StopMailbox,
    Throttled,
    Unavailable,
)
from sync_core.mail import Entry, Message, MessageClass, MessageId, Role, Unreadable
from sync_core.mailboxes import MailboxKind
from sync_core.subscriptions import Watched
from tests.contracts.tenant_firm import ANA, BO, NOW, Firm, ids

EARLIER = NOW - timedelta(days=1)
UNTIL = NOW + timedelta(days=5)


class ListingContract:
    """Messages of all folders in order of the time they were received."""

    async def test_arrived_mail_of_all_folders_comes_oldest_first(self, firm: Firm) -> None:
        late = firm.deliver(2, "inbox/Clients")
        early = firm.deliver(1, "sentitems")
        firm.deliver(-10)

        assert ids(await firm.arrived(NOW)) == [early, late]

    async def test_mail_received_at_the_very_moment_asked_for_has_arrived(self, firm: Firm) -> None:
        exact = firm.deliver(0)

        assert ids(await firm.arrived(NOW)) == [exact]
        assert await firm.arrived(NOW + timedelta(seconds=1)) == []

    async def test_pages_go_on_until_everything_was_listed_once(self, firm: Firm) -> None:
        sent = [firm.deliver(n) for n in range(limits.LIVE_PAGE_MESSAGES + 5)]

        first = await firm.mail.arrived(firm.box, NOW, What())

        assert len(first.messages) == limits.LIVE_PAGE_MESSAGES
        assert first.next is not None
        assert ids(await firm.arrived(NOW)) == sent

    async def test_an_empty_page_may_go_on(self, firm: Firm) -> None:
        sent = firm.deliver(1)
        firm.tenant.change_rules(empty_page_chance=1.0)

        empty = await firm.mail.arrived(firm.box, NOW, What())
        firm.tenant.change_rules(empty_page_chance=0.0)
        page = await firm.mail.arrived(firm.box, NOW, What(), empty.next)

        assert empty.messages == ()
        assert empty.next is not None
        assert ids(page.messages) == [sent]
        assert page.next is None

    async def test_history_comes_newest_first_with_both_its_ends(self, firm: Firm) -> None:
        first, middle, last = (firm.deliver(n) for n in (-30, -20, -10))
        firm.deliver(-31)
        firm.deliver(-9)

        found = await firm.history(NOW - timedelta(minutes=30), NOW - timedelta(minutes=10))

        assert ids(found) == [last, middle, first]

    async def test_history_without_an_end_holds_mail_dated_in_the_future(self, firm: Firm) -> None:
        future = firm.deliver(60 * 24 * 365 * 18)
        past = firm.deliver(-5)

        assert ids(await firm.history(EARLIER, None)) == [future, past]

    async def test_history_pages_go_on(self, firm: Firm) -> None:
        firm.tenant.change_rules(page_items_max=3)
        sent = [firm.deliver(-n) for n in range(1, 9)]

        assert ids(await firm.history(EARLIER, NOW)) == sent

    async def test_a_page_token_of_another_kind_is_a_lost_cursor(self, firm: Firm) -> None:
        token = PageToken("http://elsewhere.test/v1.0/users")

        with pytest.raises(CursorLost):
            await firm.mail.arrived(firm.box, NOW, What(), token)
        with pytest.raises(CursorLost):
            await firm.mail.history(firm.box, NOW, None, What(), token)


class MessageContract:
    """What is told of one message."""

    async def only(self, firm: Firm, what: What = What(text=True)) -> Message:  # noqa: B008 - frozen
        (one,) = await firm.arrived(EARLIER, what)
        assert isinstance(one, Message)
        return one

    async def test_a_message_is_told_whole(self, firm: Firm) -> None:
        firm.deliver(
            3,
            "inbox/Clients",
            author=ANA,
            to=(BO, Recipient("a..b.@X.test", "Odd")),
            cc=(Recipient("/o=ExchangeLabs/ou=x/cn=cy", "Cy"),),
            bcc=(Recipient("di@else.test", "Di"),),
            subject="Größe",
            body="Dear Bo",
            sent_at=NOW,
            internet_message_id="<m1@client.test>",
            has_attachments=True,
        )

        told = await self.only(firm)

        assert told.internet_message_id == "<m1@client.test>"
        assert told.received_at == NOW + timedelta(minutes=3)
        assert told.sent_at == NOW
        assert told.folder == firm.folder("inbox/Clients")
        assert (told.subject, told.text, told.preview) == ("Größe", "Dear Bo", "Dear Bo")
        assert told.entries == (
            Entry(Role.FROM, "ana@client.test", "Ana Client"),
            Entry(Role.TO, "bo@northwind.test", "Bo"),
            Entry(Role.TO, "a..b.@X.test", "Odd"),
            Entry(Role.CC, "/o=ExchangeLabs/ou=x/cn=cy", "Cy"),
            Entry(Role.BCC, "di@else.test", "Di"),
        )
        assert told.has_attachments
        assert not (told.is_draft or told.is_private or told.is_automated)
        assert told.message_class is MessageClass.MAIL
        assert told.conversation == (await self.only(firm)).conversation

    async def test_a_sender_on_behalf_stands_beside_the_author(self, firm: Firm) -> None:
        firm.deliver(sender=Recipient("pa@client.test", "Pa"))

        entries = (await self.only(firm)).entries

        assert entries[:2] == (
            Entry(Role.FROM, "ana@client.test", "Ana Client"),
            Entry(Role.SENDER, "pa@client.test", "Pa"),
        )

    async def test_a_message_without_author_and_message_id_is_told(self, firm: Firm) -> None:
        firm.deliver(author=None, to=(), internet_message_id="")

        told = await self.only(firm)

        assert (told.entries, told.internet_message_id) == ((), "")

    async def test_the_text_is_left_out_where_it_is_not_wanted(self, firm: Firm) -> None:
        firm.deliver(body="Dear Bo")

        assert (await self.only(firm, What(text=False))).text == ""

    async def test_a_body_of_html_comes_as_plain_text(self, firm: Firm) -> None:
        firm.deliver(body="<p>Dear <b>Bo</b></p>", body_is_html=True)

        assert (await self.only(firm)).text.strip() == "Dear Bo"

    @pytest.mark.parametrize(
        "header",
        [
            ("Auto-Submitted", "auto-replied"),
            ("Precedence", "bulk"),
            ("List-Id", "<x>"),
            ("Return-Path", "<>"),
        ],
    )
    async def test_headers_tell_automated_mail(self, firm: Firm, header: tuple[str, str]) -> None:
        firm.deliver(headers=(("Received", "x"), header))

        assert (await self.only(firm)).is_automated

    async def test_mail_submitted_by_hand_is_not_automated(self, firm: Firm) -> None:
        firm.deliver(headers=(("Auto-Submitted", "no"), ("Return-Path", "<ana@client.test>")))

        assert not (await self.only(firm)).is_automated

    @pytest.mark.parametrize("mark", list(Sensitivity))
    async def test_private_mail_is_told(self, firm: Firm, mark: Sensitivity) -> None:
        firm.deliver(sensitivity=mark)

        assert (await self.only(firm)).is_private is (mark is not Sensitivity.NORMAL)

    @pytest.mark.parametrize("kind", list(MailKind))
    async def test_meeting_mail_is_told(self, firm: Firm, kind: MailKind) -> None:
        firm.deliver(kind=kind)

        is_meeting = (await self.only(firm)).message_class is MessageClass.MEETING
        assert is_meeting is (kind is not MailKind.MESSAGE)

    async def test_ids_stay_when_a_message_moves(self, firm: Firm) -> None:
        sent = firm.deliver()
        firm.tenant.move(firm.box, sent, "inbox/Clients")

        told = await self.only(firm)

        assert told.id == sent
        assert told.folder == firm.folder("inbox/Clients")

    async def test_a_damaged_message_stands_alone_with_its_time(self, firm: Firm) -> None:
        before, bad, after = (firm.deliver(n) for n in (1, 2, 3))
        firm.tenant.damage(firm.box, bad)

        found = await firm.arrived(NOW)

        assert ids(found) == [before, bad, after]
        unreadable = found[1]
        assert isinstance(unreadable, Unreadable)
        assert unreadable.received_at == NOW + timedelta(minutes=2)
        assert unreadable.problem.startswith("toRecipients")


class ReadingContract:
    """Single messages by id."""

    async def test_every_id_asked_for_is_answered(self, firm: Firm) -> None:
        there, purged, bad = (firm.deliver(n) for n in (1, 2, 3))
        firm.tenant.purge(firm.box, purged)
        firm.tenant.damage(firm.box, bad)

        told = await firm.mail.read(firm.box, [purged, there, bad], What())

        assert isinstance(told[there], Message)
        assert told[purged] is Gone.GONE
        assert isinstance(told[bad], Unreadable)
        assert len(told) == 3

    async def test_a_message_is_read_as_it_is_listed(self, firm: Firm) -> None:
        sent = firm.deliver(body="Dear Bo", sensitivity=Sensitivity.PRIVATE)

        (listed,) = await firm.arrived(NOW)

        assert (await firm.mail.read(firm.box, [sent], What()))[sent] == listed

    async def test_a_message_that_was_mended_is_read(self, firm: Firm) -> None:
        sent = firm.deliver()
        firm.tenant.damage(firm.box, sent)
        firm.tenant.damage(firm.box, sent, is_damaged=False)

        assert isinstance((await firm.mail.read(firm.box, [sent], What()))[sent], Message)

    async def test_more_than_a_batch_is_refused(self, firm: Firm) -> None:
        too_many = [MessageId(str(n)) for n in range(limits.READ_BATCH_MESSAGES + 1)]

        with pytest.raises(ValueError, match=str(limits.READ_BATCH_MESSAGES)):
            await firm.mail.read(firm.box, too_many, What())


class ChangesContract:
    """What changed in one folder."""

    async def test_a_first_round_lists_the_folder_and_the_next_only_news(self, firm: Firm) -> None:
        inbox = firm.folder("inbox")
        old = firm.deliver(internet_message_id="<old@client.test>")
        first = await firm.round(inbox)
        new = firm.deliver(1)
        firm.deliver(2, "inbox/Clients")

        second = await firm.round(inbox, first.next)
        third = await firm.round(inbox, second.next)

        assert [(i.id, i.internet_message_id, i.received_at, i.folder) for i in first.items] == [
            (old, "<old@client.test>", NOW, inbox)
        ]
        assert [i.id for i in second.items] == [new]
        assert (third.items, third.removed) == ((), ())

    async def test_a_moved_message_leaves_one_folder_and_comes_to_the_other(
        self, firm: Firm
    ) -> None:
        inbox, clients = firm.folder("inbox"), firm.folder("inbox/Clients")
        sent = firm.deliver()
        here, there = await firm.round(inbox), await firm.round(clients)
        firm.tenant.move(firm.box, sent, "inbox/Clients")

        left, came = await firm.round(inbox, here.next), await firm.round(clients, there.next)

        assert left.removed == (sent,)
        assert [i.id for i in came.items] == [sent]

    async def test_items_told_in_part_come_whole(self, firm: Firm) -> None:
        inbox = firm.folder("inbox")
        sent = firm.deliver(internet_message_id="<old@client.test>")
        first = await firm.round(inbox)
        firm.tenant.change_rules(partial_item_chance=1.0)
        firm.tenant.mark_read(firm.box, sent)

        second = await firm.round(inbox, first.next)

        assert second.items == first.items

    async def test_a_large_folder_comes_in_pages(self, firm: Firm) -> None:
        firm.tenant.change_rules(page_items_max=3)
        sent = {firm.deliver(n) for n in range(8)}

        page = await firm.mail.changed(firm.box, firm.folder("inbox"), None)

        assert not page.is_complete
        assert {i.id for i in (await firm.round(firm.folder("inbox"))).items} == sent

    @pytest.mark.parametrize("how", list(LostCursor))
    async def test_a_forgotten_token_is_a_lost_cursor(self, firm: Firm, how: LostCursor) -> None:
        inbox = firm.folder("inbox")
        firm.tenant.change_rules(lost_cursor=how)
        first = await firm.round(inbox)
        firm.tenant.forget_cursors(firm.box)

        with pytest.raises(CursorLost):
            await firm.mail.changed(firm.box, inbox, first.next)

    async def test_a_token_from_elsewhere_is_a_lost_cursor(self, firm: Firm) -> None:
        with pytest.raises(CursorLost):
            await firm.mail.changed(
                firm.box, firm.folder("inbox"), DeltaToken("http://elsewhere.test/v1.0/x")
            )


class FoldersContract:
    """The tree of folders."""

    async def test_folders_have_their_well_known_names_in_any_language(self, firm: Firm) -> None:
        german = firm.tenant.add_user("Gerda", german=True)

        for box in (firm.box, german):
            named = {f.well_known for f in await firm.mail.folders(box)}
            assert {"inbox", "sentitems", "drafts", "junkemail", "deleteditems", "outbox"} <= named

    async def test_nested_folders_know_their_parent_and_how_much_they_hold(
        self, firm: Firm
    ) -> None:
        firm.deliver(1, "inbox/Clients/North")
        firm.deliver(2, "inbox/Clients/North")

        folders = {f.id: f for f in await firm.mail.folders(firm.box)}

        north = folders[firm.folder("inbox/Clients/North")]
        assert (north.parent, north.items) == (firm.folder("inbox/Clients"), 2)
        assert folders[firm.folder("inbox/Clients")].parent == firm.folder("inbox")
        assert north.well_known is None

    async def test_each_folder_stands_once(self, firm: Firm) -> None:
        told = [f.id for f in await firm.mail.folders(firm.box)]

        assert len(told) == len(set(told))

    async def test_every_folder_told_can_be_followed(self, firm: Firm) -> None:
        for folder in await firm.mail.folders(firm.box):
            assert (await firm.round(folder.id)).is_complete


class RefusalContract:
    """What is raised where the tenant refuses."""

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (MailboxState.NO_LICENCE, ParkReason.NO_MAILBOX),
            (MailboxState.ACCESS_DENIED, ParkReason.ACCESS_DENIED),
            (MailboxState.MOVING, ParkReason.MAILBOX_MOVING),
        ],
    )
    async def test_a_mailbox_that_cannot_be_had_is_parked(
        self, firm: Firm, state: MailboxState, reason: ParkReason
    ) -> None:
        firm.tenant.set_state(firm.box, state)
        inbox = firm.folder("inbox")

        for ask in (
            firm.mail.arrived(firm.box, NOW, What()),
            firm.mail.history(firm.box, NOW, None, What()),
            firm.mail.changed(firm.box, inbox, None),
            firm.mail.read(firm.box, [MessageId("x")], What()),
            firm.mail.folders(firm.box),
            firm.subscriptions.create(firm.box, "state", UNTIL),
        ):
            with pytest.raises(StopMailbox) as caught:
                await ask
            assert caught.value.reason is reason

    @pytest.mark.parametrize("consent", [Consent.TOKEN_REFUSED, Consent.REVOKED])
    async def test_a_tenant_that_refuses_the_app_needs_consent(
        self, firm: Firm, consent: Consent
    ) -> None:
        firm.tenant.change_rules(consent=consent)

        for ask in (
            firm.mail.arrived(firm.box, NOW, What()),
            firm.mail.folders(firm.box),
            firm.directory.users(),
            firm.subscriptions.existing(),
        ):
            with pytest.raises(ConsentNeeded):
                await ask

    async def test_a_tenant_that_asks_to_wait_says_how_long(self, firm: Firm) -> None:
        firm.tenant.change_rules(throttle_chance=1.0, retry_after_seconds=7)

        for ask in (firm.mail.arrived(firm.box, NOW, What()), firm.mail.folders(firm.box)):
            with pytest.raises(Throttled) as caught:
                await ask
            assert caught.value.seconds == 7

    async def test_a_fault_of_the_servers_own_is_tried_again_later(self, firm: Firm) -> None:
        firm.tenant.change_rules(fault_chance=1.0)

        with pytest.raises(Unavailable):
            await firm.mail.arrived(firm.box, NOW, What())


class MailSourceContract(
    ListingContract,
    MessageContract,
    ReadingContract,
    ChangesContract,
    FoldersContract,
    RefusalContract,
):
    """All of a MailSource."""


class DirectoryContract:
    """The tenant's people."""

    async def test_users_come_with_every_smtp_address_in_normal_form(self, firm: Firm) -> None:
        user = firm.tenant.add_user(
            "Cy", "Cy@northwind.test", aliases=("c.y@Old.test",), x500="/o=ExchangeLabs/cn=cy"
        )

        told = {u.id: u for u in await firm.users()}[user]

        assert told.primary == "cy@northwind.test"
        assert set(told.addresses) == {"cy@northwind.test", "c.y@old.test"}
        assert (told.kind, told.account_enabled, told.has_mailbox) == (MailboxKind.USER, True, True)

    async def test_guests_and_users_without_a_licence_have_no_mailbox(self, firm: Firm) -> None:
        guest = firm.tenant.add_user("Guest", "guest@client.test", is_guest=True)
        unlicensed = firm.tenant.add_user("New", is_licensed=False)

        told = {u.id: u.has_mailbox for u in await firm.users()}

        assert (told[guest], told[unlicensed], told[firm.box]) == (False, False, True)

    @pytest.mark.parametrize("kind", list(MailboxKind))
    async def test_shared_mailboxes_and_rooms_are_told_from_users(
        self, firm: Firm, kind: MailboxKind
    ) -> None:
        box = firm.tenant.add_user("Box", kind=kind)

        told = {u.id: u for u in await firm.users()}[box]

        assert (told.kind, told.has_mailbox) == (kind, True)
        assert told.account_enabled is (kind is MailboxKind.USER)

    async def test_the_directory_comes_in_pages_each_user_once(self, firm: Firm) -> None:
        added = {firm.tenant.add_user(f"U{n}") for n in range(5)}
        firm.tenant.change_rules(page_items_max=2)

        told = [u.id for u in await firm.users()]

        assert len(told) == 6
        assert set(told) == added | {firm.box}


class SubscriptionsContract:
    """Subscriptions to change notifications."""

    async def test_a_subscription_made_is_held_until_it_is_deleted(self, firm: Firm) -> None:
        made = await firm.subscriptions.create(firm.box, "state", UNTIL)
        held = await firm.subscriptions.existing()
        await firm.subscriptions.delete(made.id)

        assert held == (made,)
        assert (made.mailbox, made.expires_at) == (firm.box, UNTIL)
        assert made.notification_url.endswith("/api/notifications")
        assert made.resource == f"users/{firm.box}/messages"
        assert await firm.subscriptions.existing() == ()

    async def test_messages_events_and_contacts_are_watched_side_by_side(self, firm: Firm) -> None:
        mail = await firm.subscriptions.create(firm.box, "state", UNTIL)
        events = await firm.subscriptions.create(firm.box, "state", UNTIL, Watched.EVENTS)
        contacts = await firm.subscriptions.create(firm.box, "state", UNTIL, Watched.CONTACTS)

        held = await firm.subscriptions.existing()

        assert events.resource == f"users/{firm.box}/events"
        assert contacts.resource == f"users/{firm.box}/contacts"
        assert {one.id: one.watched for one in held} == {
            mail.id: Watched.MESSAGES,
            events.id: Watched.EVENTS,
            contacts.id: Watched.CONTACTS,
        }

    async def test_a_renewed_subscription_lives_longer(self, firm: Firm) -> None:
        made = await firm.subscriptions.create(firm.box, "state", UNTIL)

        assert await firm.subscriptions.renew(made.id, UNTIL + timedelta(days=1))

        (held,) = await firm.subscriptions.existing()
        assert held.expires_at == UNTIL + timedelta(days=1)

    async def test_what_is_gone_cannot_be_renewed_and_may_be_deleted(self, firm: Firm) -> None:
        made = await firm.subscriptions.create(firm.box, "state", UNTIL)
        firm.tenant.drop_subscription(made.id)

        assert not await firm.subscriptions.renew(made.id, UNTIL)
        await firm.subscriptions.delete(made.id)

    async def test_a_failed_handshake_is_tried_again_later_and_leaves_nothing(
        self, firm: Firm
    ) -> None:
        firm.tenant.change_rules(handshake_failure_chance=1.0)

        with pytest.raises(Unavailable):
            await firm.subscriptions.create(firm.box, "state", UNTIL)

        assert await firm.subscriptions.existing() == ()
