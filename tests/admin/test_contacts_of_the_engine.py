"""Preview, review, held plans and what does not sync, as the pages show them of the engine's own runs."""

from typing import Any
from urllib.parse import urlencode

import pytest

from simulator.graph.contacts.contact import Contact
from sync_core import limits
from sync_core.contacts.contact import Sharing
from sync_core.mail import CrmUserId
from sync_core.reconcile.answers import Answer
from sync_core.work import FIRM, MailboxId, Stream, Task, WorkItem
from tests.admin.asking import HTMX, ask, call, get, submit
from tests.admin.contacts import card, enter, signed_in
from tests.admin.engine import Engine
from tests.admin.firm import Firm
from tests.flows.contacts.office import contact

PRIYA, TOMAS = "Priya Shah", "Tomas Lindqvist"
NO_PREVIEW = {"preview_first": False}


@pytest.fixture
def engine(firm: Firm) -> Engine:
    """Return a firm whose contacts nothing was done to yet."""
    return Engine.of(firm)


async def names(engine: Engine, owner: str = PRIYA) -> list[str]:
    """Return the names in a user's list."""
    user = await engine.firm.staff(owner)
    found = await engine.firm.crm.contacts.contact_list(user, "", 0, 99, with_private=True)
    return sorted(one.card.name for one in found.rows)


async def compare(engine: Engine, mailbox: MailboxId, task: Task = Task.CONTACTS_NOW) -> None:
    """Run one task of a mailbox's contacts and let everything come to rest."""
    now = engine.firm.surroundings.now()
    await engine.firm.queue.send(WorkItem(task=task, mailbox=mailbox, woken_at=now))
    await engine.work()


async def preview(engine: Engine, mailbox: MailboxId, who: str = "") -> tuple[str, dict[str, Any]]:
    """Return the page, and what programs read."""
    headers = signed_in(who) if who else {}
    page = await get(engine.firm, f"/mailboxes/{mailbox}/contacts/preview", headers)
    url = f"/api/admin/contacts/preview/{mailbox}"
    status, told = await call(engine.firm, "GET", url, headers=headers)
    assert status == 200
    return page, told


async def question(engine: Engine, mailbox: MailboxId, who: str = "") -> dict[str, Any]:
    """Return the one question about a mailbox's contacts, as programs read it."""
    headers = signed_in(who) if who else {}
    _, told = await call(
        engine.firm, "GET", f"/api/admin/contacts/questions?mailbox={mailbox}", headers=headers
    )
    (of,) = told["mailboxes"]
    (one,) = of["questions"]
    found: dict[str, Any] = one
    return found


async def two_that_look_alike(engine: Engine, *, is_private: bool = False) -> MailboxId:
    """Return a mailbox with a contact that looks like an entry of its user's list."""
    priya = await engine.colleague(PRIYA)
    await engine.begin_contacts(enabled=False)
    made = engine.tenant.contacts.create(priya, contact("Ana", "Kern", "ana@home.test"))
    engine.tenant.contacts.mark_private(priya, made, is_private=is_private)
    await enter(engine.firm, PRIYA, card("Ana Kern", "ana@client.test", company="Contoso"))
    await engine.begin_contacts(brakes=NO_PREVIEW)
    return priya


async def test_a_first_run_is_held_shown_some_of_it_approved_and_that_done(engine: Engine) -> None:
    priya = await engine.colleague(PRIYA)
    for given in ("Ana", "Ben"):
        engine.tenant.contacts.create(priya, contact(given, "Kern", f"{given}@client.test"))
    await engine.begin_contacts()

    page, told = await preview(engine, priya)
    assert (
        "Waiting for your approval" in page and "Ana Kern" in page and "Create in the CRM" in page
    )
    assert told["first_run"] and [r["name"] for r in told["rows"]] == ["Ana Kern", "Ben Kern"]
    assert f"/mailboxes/{priya}/contacts/preview" in await get(engine.firm, "/held")
    _, held = await call(engine.firm, "GET", "/api/admin/contacts/held")
    (one,) = held["held"]
    assert (one["creates"], one["first_run"]) == (2, True)
    assert (await call(engine.firm, "GET", "/api/admin/calendar/held"))[1] == {"held": []}

    form = [("plan", one["plan"]), ("answer", "approve_some"), ("item", told["rows"][0]["item"])]
    answer = await submit(engine.firm, f"/held/{priya}/contacts", form)
    assert answer.status == 200 and b"1 item was approved and 1 item was rejected." in answer.body
    await engine.work()

    assert await names(engine) == ["Ana Kern"]
    assert "Nothing is held" in await get(engine.firm, "/held")
    page = await get(engine.firm, f"/mailboxes/{priya}/contacts/left-out")
    assert "Ben Kern" in page and "Ana Kern" not in page


async def test_programs_approve_and_reject_a_plan_of_contacts(engine: Engine) -> None:
    priya = await engine.colleague(PRIYA)
    engine.tenant.contacts.create(priya, contact())
    await engine.begin_contacts()
    _, told = await preview(engine, priya)
    plan = {"plan": told["held"]["plan"]}
    url = f"/api/admin/contacts/held/{priya}"

    assert (await call(engine.firm, "POST", f"{url}/approve", {"plan": "other"}))[0] == 409
    assert (await call(engine.firm, "POST", f"/api/admin/sharing/held/{priya}/reject", plan))[
        0
    ] == 404
    status, done = await call(engine.firm, "POST", f"{url}/reject", plan)

    assert (status, done["rejected"]) == (202, 1)
    assert engine.firm.queued() == [(Task.CONTACTS_NOW, priya)]
    assert (
        await submit(engine.firm, f"/held/{priya}/people", [("answer", "reject_all")])
    ).status == 404


async def test_a_private_contact_is_told_its_user_alone(engine: Engine) -> None:
    priya, _ = await engine.colleague(PRIYA), await engine.colleague(TOMAS)
    made = engine.tenant.contacts.create(priya, contact("Dr", "Secret", "doctor@x.test"))
    engine.tenant.contacts.mark_private(priya, made)
    await engine.begin_contacts()

    for who in ("", TOMAS):
        page, told = await preview(engine, priya, who)
        assert "Secret" not in page and "doctor@x.test" not in page
        assert "A private contact" in page and "Secret" not in str(told)
        assert told["rows"][0]["fields"] == []
    page, told = await preview(engine, priya, PRIYA)
    assert "Dr Secret" in page and told["rows"][0]["name"] == "Dr Secret"

    await engine.begin_contacts(private="skip")
    url = f"/mailboxes/{priya}/contacts/left-out"
    assert "Secret" not in await get(engine.firm, url, signed_in(TOMAS))
    own = await get(engine.firm, url, signed_in(PRIYA))
    assert "Dr Secret" in own and "the policy keeps private contacts out" in own


async def test_what_does_not_sync_is_told_with_its_reason_and_narrowed_by_it(
    engine: Engine,
) -> None:
    priya = await engine.colleague(PRIYA)
    engine.tenant.contacts.create(priya, contact("Ana", "Kern"))
    engine.tenant.contacts.create(priya, Contact(display_name=""))
    await engine.begin_contacts(brakes=NO_PREVIEW)

    url = f"/mailboxes/{priya}/contacts/left-out"
    page = await get(engine.firm, url)
    assert "neither a name nor a company" in page and "<strong>1</strong><span>in step" in page
    assert "Everything syncs" in await get(engine.firm, f"{url}?reason=erased")
    _, told = await call(engine.firm, "GET", f"/api/admin/contacts/left-out/{priya}")
    assert [(one["reason"], one["side"]) for one in told["left_out"]] == [("nameless", "outlook")]
    assert told["in_step"] == 1


async def test_what_cannot_be_computed_is_said_plainly(engine: Engine) -> None:
    mailbox = await engine.firm.mailbox(1, PRIYA)

    for page in ("contacts/preview", "contacts/left-out", "sharing/preview"):
        shown = await get(engine.firm, f"/mailboxes/{mailbox}/{page}")
        assert "The contacts of this mailbox are not kept in step." in shown
    assert (await ask(engine.firm, "GET", "/mailboxes/nobody/contacts/preview")).status == 404
    told = await submit(engine.firm, f"/mailboxes/{mailbox}/contacts", [])
    assert told.status == 409 and engine.firm.queued() == []


async def test_two_that_look_alike_are_shown_side_by_side_and_become_one_when_accepted(
    engine: Engine,
) -> None:
    priya = await two_that_look_alike(engine)

    page = await get(engine.firm, "/contacts/review")
    assert "It looks like one that is there already" in page
    assert "They have the same name." in page and "of 100 alike" in page
    assert "ana@home.test" in page and "ana@client.test" in page
    one = await question(engine, priya)
    differing = {f["label"] for f in one["fields"] if f["differs"]}
    assert {"E-mail addresses", "Company"} <= differing and "Surname" not in differing
    assert one["answers"] == ["accept", "split", "ignore"] and one["can_be_answered"]
    health = await get(engine.firm, "/")
    assert "1 contact waits for somebody to say who they are." in health
    assert f"/contacts/review?mailbox={priya}" in health

    form = [("stream", one["stream"]), ("asks", one["asks"]), ("answer", "accept")]
    answer = await submit(engine.firm, f"/contacts/review/{priya}/{one['question']}", form)
    assert answer.status == 200 and b"Noted: The same: link the two." in answer.body
    assert engine.firm.queued() == [(Task.CONTACTS_NOW, priya)]
    await engine.work()

    assert await names(engine) == ["Ana Kern"]
    assert "Nothing is asked" in await get(engine.firm, "/contacts/review")


@pytest.mark.parametrize("sharing", [Sharing.LIST, Sharing.PRIVATE])
async def test_where_several_look_alike_each_of_them_is_shown_save_to_others_than_its_user(
    engine: Engine, sharing: Sharing
) -> None:
    priya = await engine.colleague(PRIYA)
    await engine.begin_contacts(enabled=False)
    engine.tenant.contacts.create(priya, contact("Ana", "Kern", "ana@home.test"))
    await enter(engine.firm, PRIYA, card("Ana Kern", "ana@client.test", company="Contoso"))
    private = sharing is Sharing.PRIVATE
    await enter(engine.firm, PRIYA, card("Ana Kern", "ana@else.test", is_private=private), sharing)
    await engine.begin_contacts(brakes=NO_PREVIEW)

    one = await question(engine, priya, PRIYA)
    assert (one["reason"], one["answers"]) == ("ambiguous", ["split", "ignore"])
    assert len(one["sides"]) == 3
    said = {f["label"]: (f["first"], *f["others"]) for f in one["fields"]}
    assert said["E-mail addresses"] == ("ana@home.test", "ana@client.test", "ana@else.test")
    assert said["Company"] == ("", "Contoso", "")
    told = await get(engine.firm, "/contacts/review")
    assert ("ana@else.test" in told) is ("ana@client.test" in told) is not private


async def test_of_many_that_are_shared_and_look_alike_some_are_shown_and_the_others_counted(
    engine: Engine,
) -> None:
    priya = await engine.colleague(PRIYA)
    await engine.begin_contacts(brakes=NO_PREVIEW)
    for number in range(limits.CARDS_BESIDE_MAX + 2):
        await engine.firm.person("Ana Kern", f"ana{number}@client.test")
    await enter(engine.firm, PRIYA, card("Ana Kern", "ana@home.test"), Sharing.FIRM)
    await compare(engine, priya, Task.CONTACTS_SHARE)

    one = await question(engine, priya)
    assert (one["stream"], one["reason"]) == ("sharing", "ambiguous")
    assert len(one["sides"]) == 1 + limits.CARDS_BESIDE_MAX
    assert one["not_shown"] == 2
    assert "2 more look like it as much." in await get(engine.firm, "/contacts/review")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"asks": "0" * 32}, 409),
        ({"asks": ""}, 409),
        ({"stream": "sharing"}, 409),
        ({"stream": "calendar"}, 400),
        ({"answer": "rename"}, 400),
        ({"answer": "perhaps"}, 400),
    ],
)
async def test_an_answer_to_something_else_is_refused_and_nothing_noted(
    engine: Engine, changed: dict[str, str], status: int
) -> None:
    priya = await two_that_look_alike(engine)
    one = await question(engine, priya)
    url = f"/api/admin/contacts/questions/{priya}/{one['question']}"
    told = {"stream": one["stream"], "asks": one["asks"], "answer": "accept", **changed}

    found, said = await call(engine.firm, "POST", url, told)

    assert found == status
    if status == 409:
        assert "changed since it was shown" in said["error"]["message"]
    assert await engine.firm.memory.answers(priya, Stream.CONTACTS) == {}
    assert engine.firm.queued() == []


async def test_an_answer_to_what_changed_since_is_refused(engine: Engine) -> None:
    priya = await two_that_look_alike(engine)
    one = await question(engine, priya)
    (there,) = engine.tenant.mailbox(priya).contacts.items.values()
    user = await engine.firm.staff(PRIYA)
    (entry,) = (await engine.firm.crm.contacts.contact_list(user, "", 0, 9, with_private=True)).rows
    changed = card("Ana Kern", company="Fabrikam")
    await engine.firm.crm.contacts.edit_contact(entry.id, 1, changed, frozenset({"company"}))

    new = await question(engine, priya)
    assert new["asks"] != one["asks"] and not new["can_be_answered"]
    assert "The next run asks this" in await get(engine.firm, f"/contacts/review?mailbox={priya}")
    await compare(engine, priya)
    url = f"/contacts/review/{priya}/{one['question']}"
    form = [("stream", "contacts"), ("asks", one["asks"]), ("answer", "accept")]
    answer = await submit(engine.firm, url, form)

    assert answer.status == 409 and b"nothing was noted" in answer.body
    assert there.says.surname == "Kern" and engine.firm.queued() == []


async def test_a_question_about_a_private_contact_is_its_users_to_answer(engine: Engine) -> None:
    await engine.colleague(TOMAS)
    priya = await two_that_look_alike(engine, is_private=True)

    for who in ("", TOMAS):
        hidden = await question(engine, priya, who)
        assert hidden["hidden"] and not hidden["can_be_answered"]
        assert (hidden["asks"], hidden["answers"], hidden["fields"]) == ("", [], [])
        headers = signed_in(who) if who else {}
        page = await get(engine.firm, "/contacts/review", headers)
        assert "Kern" not in page and "its user alone sees it" in page
    shown = await question(engine, priya, PRIYA)
    assert shown["can_be_answered"] and shown["fields"]
    body = urlencode(
        [("stream", "contacts"), ("asks", shown["asks"]), ("answer", "split")]
    ).encode()
    headers = HTMX | signed_in(PRIYA) | {"Content-Type": "application/x-www-form-urlencoded"}
    url = f"/contacts/review/{priya}/{shown['question']}"
    assert (await ask(engine.firm, "POST", url, headers, body)).status == 200
    (given,) = (await engine.firm.memory.answers(priya, Stream.CONTACTS)).values()
    assert (given.answer, given.by) == (Answer.SPLIT, priya)


async def test_a_contact_that_became_somebody_else_is_asked_with_its_own_answers(
    engine: Engine,
) -> None:
    priya = await engine.colleague(PRIYA)
    made = engine.tenant.contacts.create(priya, contact("Ana", "Kern", "ana@client.test"))
    await engine.begin_contacts(brakes=NO_PREVIEW)
    other = contact("Zoe", "Ahn", "zoe@other.test")
    engine.tenant.contacts.edit(
        priya,
        made,
        given_name="Zoe",
        surname="Ahn",
        display_name="Zoe Ahn",
        emails=other.emails,
    )
    await compare(engine, priya)

    one = await question(engine, priya)
    assert one["reason"] == "different_person"
    assert one["answers"] == ["rename", "new_person", "undo"]
    page = await get(engine.firm, f"/contacts/review?mailbox={priya}")
    assert "Zoe Ahn" in page and "Ana Kern" in page and "The same person, renamed" in page
    told = {"stream": "contacts", "asks": one["asks"], "answer": "new_person"}
    url = f"/api/admin/contacts/questions/{priya}/{one['question']}"
    assert (await call(engine.firm, "POST", url, told))[0] == 202
    await engine.work()
    assert await names(engine) == ["Ana Kern", "Zoe Ahn"]


async def test_what_is_shared_is_previewed_asked_and_answered(engine: Engine) -> None:
    priya = await engine.colleague(PRIYA)
    await engine.begin_contacts(brakes=NO_PREVIEW)
    await engine.firm.person("Ana Kern", "ana@client.test")
    await enter(engine.firm, PRIYA, card("Zoe Ahn", "zoe@other.test"), Sharing.FIRM)
    await enter(engine.firm, PRIYA, card("Ana Kern", "ana@home.test"), Sharing.FIRM)
    await enter(engine.firm, PRIYA, card("Dr Secret", "doctor@x.test"), Sharing.PRIVATE)

    page = await get(engine.firm, f"/mailboxes/{priya}/sharing/preview", signed_in(PRIYA))
    assert "Zoe Ahn" in page and "Create in the firm&#39;s people" in page and "Secret" not in page
    _, told = await call(engine.firm, "GET", f"/api/admin/sharing/preview/{priya}")
    assert [(r["name"], r["move"]) for r in told["rows"]] == [("Zoe Ahn", "create")]
    await compare(engine, priya, Task.CONTACTS_SHARE)

    record = await engine.firm.memory.mailbox(priya)
    assert record is not None and record.sharing_open == 1
    one = await question(engine, priya)
    assert (one["stream"], one["reason"]) == ("sharing", "likely_twin")
    answer = {"stream": "sharing", "asks": one["asks"], "answer": "accept"}
    url = f"/api/admin/contacts/questions/{priya}/{one['question']}"
    assert (await call(engine.firm, "POST", url, answer))[0] == 202
    assert (Task.CONTACTS_SHARE, priya) in engine.firm.queued()
    await engine.work()
    (ana,) = await engine.firm.crm.search_people("Ana", 9)
    assert {address for _, address in ana.addresses} == {"ana@client.test", "ana@home.test"}
    record = await engine.firm.memory.mailbox(priya)
    assert record is not None and record.sharing_open == 0


async def test_a_mailboxs_contacts_are_run_paused_and_let_go_on(engine: Engine) -> None:
    priya = await engine.colleague(PRIYA)
    engine.tenant.contacts.create(priya, contact())
    await engine.begin_contacts(brakes=NO_PREVIEW)
    firm = engine.firm

    assert (await submit(firm, f"/mailboxes/{priya}/contacts", [])).status == 200
    assert (await submit(firm, f"/mailboxes/{priya}/sharing", [])).status == 200
    assert firm.queued() == [(Task.CONTACTS_NOW, priya), (Task.CONTACTS_SHARE, priya)]
    await engine.work()

    headers = HTMX | signed_in(PRIYA)
    paused = await ask(firm, "POST", f"/mailboxes/{priya}/contacts/pause", headers)
    assert b"Nothing that was synced is undone." in paused.body
    version = await firm.policies.current()
    assert version.changed_by == priya and len(version.difference) == 1
    assert firm.queued() == [(Task.DIRECTORY, FIRM)]
    await engine.work()
    engine.tenant.contacts.create(priya, contact("Ben", "Kern"))
    await engine.work()
    assert await names(engine) == ["Ana Kern"]
    page = await get(firm, f"/mailboxes/{priya}/contacts/preview")
    assert "Let contacts go on" in page and "Pause contacts" not in page

    status, _ = await call(firm, "POST", f"/api/admin/contacts/resume/{priya}", {})
    assert status == 202
    await engine.work()
    assert await names(engine) == ["Ana Kern", "Ben Kern"]


async def test_a_firm_that_keeps_no_contacts_has_nothing_to_pause(engine: Engine) -> None:
    mailbox = await engine.firm.mailbox(1, PRIYA)
    await engine.firm.set_policy()

    told = await submit(engine.firm, f"/mailboxes/{mailbox}/contacts/resume", [])

    assert told.status == 409 and b"contacts.enabled" in told.body
    assert engine.firm.queued() == []


async def test_the_health_page_says_how_contacts_stand(engine: Engine) -> None:
    priya = await engine.colleague(PRIYA)
    engine.tenant.contacts.create(priya, contact())
    await engine.begin_contacts()

    page = await get(engine.firm, "/")
    _, told = await call(engine.firm, "GET", "/api/admin/health")
    assert "The contacts of 1 mailbox wait for an answer to what would be written." in page
    assert "Waiting for its preview" in page and f"/mailboxes/{priya}/contacts/preview" in page
    assert told["contacts"] == {"preview": 1}
    assert told["mailboxes"][0]["contacts"]["held"] == ["first_run"]
    user = CrmUserId(await engine.firm.staff(PRIYA))
    assert f"/mailboxes/{priya}/contacts/left-out" in await get(
        engine.firm, f"/contacts?user={user}"
    )
