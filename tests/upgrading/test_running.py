"""The engine of this version goes on with the tables, the CRM and the queue that a former version left."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.crm.sql import SqlCrm
from adapters.storage import StorageAccount
from flows.meter import Meter
from flows.ports.parts import Parts
from flows.run import run_work_item
from simulator.graph import Tenant, TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.graph.direct.calendar import TenantCalendar
from simulator.graph.direct.contacts import TenantContacts
from simulator.memory import InMemoryQueue, ManualSurroundings
from sync_core.work import MailboxId, WorkItem
from tests.flows.firm import CheerfulScorer, mail
from tests.upgrading.recorded_data import (
    DIGESTER,
    VERSIONS,
    mailboxes,
    restore_crm,
    rows,
    work_items,
    write_rows,
)
from tests.upgrading.recording import MAILBOX, WOKEN_AT

pytestmark = pytest.mark.azurite
_AFTER_A_WEEKEND_SECONDS = 2 * 24 * 60 * 60


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(ManualSurroundings(1, WOKEN_AT))


@pytest.fixture
async def parts(azurite: str, version: str, tenant: Tenant, tmp_path: Path) -> AsyncIterator[Parts]:
    """Yield the engine's parts over what the version left; the mailboxes are there, their mail is new."""
    clock = tenant.surroundings
    assert isinstance(clock, ManualSurroundings)
    clock.advance(_AFTER_A_WEEKEND_SECONDS)
    for number, mailbox in enumerate(mailboxes(version)):
        tenant.add_user(f"user{number}", f"user{number}@firm.test", user_id=mailbox)
    account = StorageAccount.connect(
        connection_string=azurite, meter=Meter(), digester=DIGESTER, prefix=f"r{version}"
    )
    restore_crm(version, tmp_path / "crm.db")
    crm = SqlCrm.connect(f"sqlite+aiosqlite:///{tmp_path / 'crm.db'}", Meter(), clock.now)
    await account.prepare()
    await write_rows(account, rows(version))
    await crm.prepare()
    yield Parts(
        mail=TenantMailSource(tenant),
        directory=TenantDirectory(tenant),
        subscriptions=TenantSubscriptions(tenant),
        calendar=TenantCalendar(tenant),
        contacts=TenantContacts(tenant),
        crm=crm,
        crm_calendar=crm.calendar,
        crm_contacts=crm.contacts,
        memory=account.memory,
        policies=account.policies,
        queue=InMemoryQueue(clock),
        scorer=CheerfulScorer(),
        surroundings=clock,
        digester=DIGESTER,
    )
    await crm.close()
    await account.close()


async def test_what_waited_in_the_queue_runs_and_nothing_that_was_there_is_lost_or_doubled(
    parts: Parts, tenant: Tenant, version: str, tmp_path: Path
) -> None:
    """Outlook is empty but for one new mail, as after a restored tenant: that takes nothing away."""
    before = _counts(tmp_path / "crm.db")
    tenant.deliver(MailboxId(MAILBOX), mail(1))
    for text in work_items(version):
        item = replace(WorkItem.decode(text), woken_at=parts.surroundings.now())
        outcome = await run_work_item(parts, item)
        assert outcome == "done", (item.task, outcome)

    after = _counts(tmp_path / "crm.db")
    assert after.pop("email_activity") == before.pop("email_activity") + 1
    assert after == before


def _counts(crm: Path) -> dict[str, int]:
    """Return how many activities, events and contacts there are, as far as the version knew them."""
    with closing(sqlite3.connect(crm)) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - of the names below
            for table in ("email_activity", "event", "contact_entry", "person")
        }
