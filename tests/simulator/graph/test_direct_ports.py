"""The flows' ports straight over the tenant: the same rules, sorted into the flows' failures."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.ports.tenant import ChangePage, DeltaToken, Gone, PageToken, What
from simulator.graph import (
    Consent,
    Mail,
    MailboxState,
    MailKind,
    Recipient,
    Sensitivity,
    ServerRules,
    Tenant,
    TenantDirectory,
    TenantMailSource,
    TenantSubscriptions,
)
from simulator.memory.surroundings import ManualSurroundings
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ParkReason,
    StopMailbox,
    Throttled,
    Unavailable,
)
from sync_core.mail import FolderId, Message, MessageClass, MessageId, Role, Unreadable
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId
from tests.simulator.graph.acts import fill, mail

ALL = What()
EVER = datetime(1, 1, 1, tzinfo=UTC)


@pytest.fixture
def source(tenant: Tenant) -> TenantMailSource:
    return TenantMailSource(tenant)


async def only(source: TenantMailSource, mailbox: MailboxId) -> Message:
    page = await source.arrived(mailbox, EVER, ALL)
    (message,) = page.messages
    assert isinstance(message, Message)
    return message


async def round_of(
    source: TenantMailSource, mailbox: MailboxId, folder: FolderId, token: DeltaToken | None
) -> tuple[set[MessageId], set[MessageId], DeltaToken]:
    there: set[MessageId] = set()
    removed: set[MessageId] = set()
    for _ in range(200):
        page: ChangePage = await source.changed(mailbox, folder, token)
        there |= {ref.id for ref in page.items}
        removed |= set(page.removed)
        token = page.next
        if page.is_complete:
            return there, removed, token
    raise AssertionError("the round never ended")


async def test_arrivals_come_oldest_first_and_history_newest_first(
    source: TenantMailSource, tenant: Tenant, ana: MailboxId
) -> None:
    there = fill(tenant, ana, 60)
    first = await source.arrived(ana, EVER, ALL)
    rest = await source.arrived(ana, EVER, ALL, first.next)
    history = await source.history(ana, EVER, None, ALL)
    assert [m.id for m in (*first.messages, *rest.messages)] == there
    assert rest.next is None
    assert [m.id for m in history.messages] == there[::-1]


async def test_both_ends_of_a_history_are_included(
    source: TenantMailSource, tenant: Tenant, ana: MailboxId
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    there = fill(tenant, ana, 5, start)
    page = await source.history(
        ana, start + timedelta(minutes=1), start + timedelta(minutes=3), ALL
    )
    assert [m.id for m in page.messages] == [there[3], there[2], there[1]]


async def test_a_message_carries_everything_the_engine_decides_by(
    source: TenantMailSource, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.deliver(
        ana,
        Mail(
            author=Recipient("carla@client.test", "Carla"),
            sender=Recipient("desk@client.test"),
            to=(Recipient("ana.lima@northwind.test"),),
            cc=(Recipient("/o=ExchangeLabs/cn=bo", "Bo"),),
            bcc=(Recipient("x@y.test"),),
            subject="Offer",
            body="<p>Dear Ana</p>",
            body_is_html=True,
            sensitivity=Sensitivity.PERSONAL,
            kind=MailKind.MEETING_REQUEST,
            headers=(("Auto-Submitted", "auto-replied"),),
            internet_message_id="<1@client.test>",
            has_attachments=True,
        ),
    )
    message = await only(source, ana)
    assert [(e.role, e.text) for e in message.entries] == [
        (Role.FROM, "carla@client.test"),
        (Role.SENDER, "desk@client.test"),
        (Role.TO, "ana.lima@northwind.test"),
        (Role.CC, "/o=ExchangeLabs/cn=bo"),
        (Role.BCC, "x@y.test"),
    ]
    assert (message.text, message.subject) == ("Dear Ana", "Offer")
    assert (message.is_private, message.is_automated, message.has_attachments) == (True,) * 3
    assert message.message_class is MessageClass.MEETING
    assert message.internet_message_id == "<1@client.test>"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Auto-Submitted", "no"), False),
        (("auto-submitted", "auto-generated; x=y"), True),
        (("Precedence", "Bulk"), True),
        (("Precedence", "first-class"), False),
        (("List-Id", "<news.client.test>"), True),
        (("List-Unsubscribe", "<mailto:off@client.test>"), True),
        (("Return-Path", "<>"), True),
        (("Return-Path", "<carla@client.test>"), False),
        (("X-Auto-Response-Suppress", "All"), False),
    ],
)
async def test_headers_tell_a_machine_from_a_person(
    source: TenantMailSource,
    tenant: Tenant,
    ana: MailboxId,
    header: tuple[str, str],
    expected: bool,
) -> None:
    tenant.deliver(ana, mail(headers=(header,)))
    assert (await only(source, ana)).is_automated is expected


async def test_text_is_left_out_where_nothing_needs_it(
    source: TenantMailSource, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    (message,) = (await source.arrived(ana, EVER, What(text=False))).messages
    assert isinstance(message, Message)
    assert message.text == ""


async def test_a_folder_s_rounds_tell_arrivals_moves_and_removals_under_trouble(
    tenant: Tenant, ana: MailboxId
) -> None:
    tenant.rules = ServerRules(
        page_items_max=3,
        empty_page_chance=0.3,
        order_shuffled=True,
        replay_chance=0.5,
        partial_item_chance=0.5,
    )
    source = TenantMailSource(tenant)
    inbox = FolderId(tenant.folder(ana, "inbox").id)
    there = fill(tenant, ana, 20)
    found, removed, token = await round_of(source, ana, inbox, None)
    assert (found, removed) == (set(there), set())
    tenant.move(ana, there[0], "archive")
    tenant.purge(ana, there[1])
    tenant.mark_read(ana, there[2])
    found, removed, token = await round_of(source, ana, inbox, token)
    assert removed == set(there[:2])
    assert there[2] in found
    archived, _, _ = await round_of(source, ana, FolderId(tenant.folder(ana, "archive").id), None)
    assert archived == {there[0]}


async def test_messages_are_read_by_id_and_missing_ones_told_as_gone(
    source: TenantMailSource, tenant: Tenant, ana: MailboxId
) -> None:
    fine, gone, broken = fill(tenant, ana, 3)
    tenant.purge(ana, gone)
    tenant.damage(ana, broken)
    found = await source.read(ana, [fine, gone, broken], ALL)
    assert isinstance(found[fine], Message)
    assert found[gone] is Gone.GONE
    assert isinstance(found[broken], Unreadable)


async def test_a_lost_cursor_is_a_signal(
    source: TenantMailSource, tenant: Tenant, ana: MailboxId
) -> None:
    inbox = FolderId(tenant.folder(ana, "inbox").id)
    _, _, token = await round_of(source, ana, inbox, None)
    tenant.forget_cursors(ana)
    with pytest.raises(CursorLost):
        await source.changed(ana, inbox, token)
    with pytest.raises(CursorLost):
        await source.arrived(ana, EVER, ALL, PageToken("not ours"))


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (MailboxState.NO_LICENCE, ParkReason.NO_MAILBOX),
        (MailboxState.ACCESS_DENIED, ParkReason.ACCESS_DENIED),
        (MailboxState.MOVING, ParkReason.MAILBOX_MOVING),
    ],
)
async def test_a_mailbox_that_cannot_be_read_is_stopped_with_its_reason(
    source: TenantMailSource,
    tenant: Tenant,
    ana: MailboxId,
    state: MailboxState,
    reason: ParkReason,
) -> None:
    tenant.set_state(ana, state)
    with pytest.raises(StopMailbox) as stopped:
        await source.folders(ana)
    assert stopped.value.reason is reason


@pytest.mark.parametrize(
    ("rules", "failure"),
    [
        (ServerRules(consent=Consent.REVOKED), ConsentNeeded),
        (ServerRules(consent=Consent.TOKEN_REFUSED), ConsentNeeded),
        (ServerRules(throttle_chance=1.0), Throttled),
        (ServerRules(requests_per_ten_minutes=0), Throttled),
        (ServerRules(fault_chance=1.0), Unavailable),
    ],
)
async def test_the_server_s_refusals_are_the_flows_failures(
    source: TenantMailSource,
    tenant: Tenant,
    ana: MailboxId,
    rules: ServerRules,
    failure: type[Failure],
) -> None:
    tenant.rules = rules
    with pytest.raises(failure):
        await source.arrived(ana, EVER, ALL)


async def test_folders_come_whole_with_hidden_ones_and_without_searches(
    source: TenantMailSource, tenant: Tenant
) -> None:
    bo = tenant.add_user("Bo Ek", german=True)
    tenant.folder(bo, "inbox/Kunden/Acme")
    fill(tenant, bo, 2, folder="inbox/Kunden")
    folders = {f.id: f for f in await source.folders(bo)}
    known = {f.well_known for f in folders.values()}
    assert {"inbox", "sentitems", "conflicts", "searchfolders", None} <= known
    assert tenant.folder(bo, "inbox/Kunden").name == "Kunden"
    nested = folders[FolderId(tenant.folder(bo, "inbox/Kunden").id)]
    assert nested.items == 2
    assert nested.parent is not None
    assert folders[nested.parent].well_known == "inbox"
    assert not [f for f in folders if tenant.mailbox(bo).mail.folder(f).is_search]


async def test_the_directory_tells_every_smtp_address_and_who_has_a_mailbox(tenant: Tenant) -> None:
    ana = tenant.add_user("Ana Lima", aliases=["Ana@Old.test"], x500="/o=ExchangeLabs/cn=ana")
    desk = tenant.add_user("Desk", "desk@northwind.test", kind=MailboxKind.SHARED)
    guest = tenant.add_user("Gina", "gina@elsewhere.test", is_guest=True)
    users = {u.id: u for u in (await TenantDirectory(tenant).users()).users}
    assert users[ana].addresses == ("ana.lima@northwind.test", "ana@old.test")
    assert (users[desk].kind, users[desk].account_enabled) == (MailboxKind.SHARED, False)
    assert (users[desk].has_mailbox, users[guest].has_mailbox) == (True, False)


async def test_the_directory_comes_in_pages(tenant: Tenant) -> None:
    ids = [tenant.add_user(f"User {n}") for n in range(7)]
    tenant.change_rules(page_items_max=3)
    found: list[MailboxId] = []
    page = await TenantDirectory(tenant).users()
    found += [u.id for u in page.users]
    while page.next:
        page = await TenantDirectory(tenant).users(page.next)
        found += [u.id for u in page.users]
    assert found == ids


async def test_a_subscription_is_made_renewed_and_ended(
    tenant: Tenant, surroundings: ManualSurroundings, ana: MailboxId
) -> None:
    asked: list[str] = []

    def handshake(url: str) -> bool:
        asked.append(url)
        return True

    port = TenantSubscriptions(tenant, "https://rapport.test", handshake)
    until = surroundings.now() + timedelta(days=2)
    made = await port.create(ana, "secret", until)
    assert asked == ["https://rapport.test/api/notifications", "https://rapport.test/api/lifecycle"]
    message = tenant.deliver(ana, mail())
    (post,) = tenant.outbox.take_due(surroundings.now(), tenant.rules)
    assert post.notifications[0].content["resourceData"]["id"] == message
    assert await port.renew(made.id, until + timedelta(days=1))
    assert (await port.existing())[0].expires_at == until + timedelta(days=1)
    await port.delete(made.id)
    await port.delete(made.id)
    assert not await port.renew(made.id, until)
    assert await port.existing() == ()


async def test_a_failed_handshake_leaves_no_subscription(
    tenant: Tenant, surroundings: ManualSurroundings, ana: MailboxId
) -> None:
    port = TenantSubscriptions(tenant, handshake=lambda _url: False)
    with pytest.raises(Unavailable):
        await port.create(ana, "secret", surroundings.now() + timedelta(days=2))
    assert await port.existing() == ()


async def test_renewing_while_the_server_fails_is_no_proof_that_it_is_gone(
    tenant: Tenant, surroundings: ManualSurroundings, ana: MailboxId
) -> None:
    port = TenantSubscriptions(tenant)
    made = await port.create(ana, "secret", surroundings.now() + timedelta(days=2))
    tenant.change_rules(fault_chance=1.0)
    with pytest.raises(Unavailable):
        await port.renew(made.id, surroundings.now() + timedelta(days=3))
