"""The doctor over a pretend deployment: healthy, and with each fault planted."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from flows.doctor.check import Check, Health, Patient
from flows.doctor.examining import examine
from flows.poison import bury
from flows.ports.policy_store import PolicyVersion
from flows.ports.probing import Answered
from flows.wakeups import crm_feed_due, tend_subscriptions
from simulator.graph import Consent, MailboxState
from sync_core.failures import CrmStopped, Unavailable
from sync_core.work import MailboxId, QueueName
from tests.flows.firm import Firm, mail
from tests.flows.test_failures import fail

GRAPH, PUBLIC = "https://graph.test/v1.0", "https://rapport.test"


class Outside:
    """The public address and Microsoft's clock."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self.status, self.content_type, self.is_away = 200, "text/plain", False
        self.skew = timedelta()
        self.asked: list[str] = []

    async def ask(self, method: str, url: str) -> Answered:
        self.asked.append(f"{method} {url.partition('=')[0]}")
        if self.is_away:
            raise Unavailable("ClientConnectorError")
        at: datetime = self._firm.clock.now() + self.skew
        token = url.partition("=")[2]
        return Answered(status=self.status, content_type=self.content_type, text=token, at=at)


class Deployment:
    """A firm in step, and its doctor."""

    def __init__(self, firm: Firm) -> None:
        self.firm, self.outside = firm, Outside(firm)
        self.schema = ("0007", "0007")
        self.bo, self.cy = firm.user("bo"), firm.user("cy")
        self.crm_failure: Exception | None = None

    async def begin(self) -> None:
        await self.firm.begin()
        await tend_subscriptions(self.firm.parts)
        await crm_feed_due(self.firm.parts)
        await self.firm.work()

    async def examined(
        self, mailbox: MailboxId | None = None, outside: MailboxId | None = None
    ) -> dict[str, Check]:
        async def schema() -> tuple[str, str]:
            if self.crm_failure:
                raise self.crm_failure
            return self.schema

        patient = Patient(
            parts=self.firm.parts,
            probe=self.outside,
            graph_url=GRAPH,
            public_url=PUBLIC,
            crm_schema=schema,
            mailbox=mailbox,
            outside=outside,
        )
        checks = await examine(patient)
        assert all((c.mend != "") == (c.health in (Health.WARNING, Health.FAILED)) for c in checks)
        return {check.name: check for check in checks}


@pytest.fixture
async def deployment(firm: Firm) -> Deployment:
    made = Deployment(firm)
    await made.begin()
    return made


def ailing(checks: dict[str, Check]) -> dict[str, str]:
    return {n: c.health for n, c in checks.items() if c.health not in (Health.OK, Health.SKIPPED)}


async def test_a_healthy_deployment_has_nothing_to_mend(deployment: Deployment) -> None:
    deployment.firm.tenant.deliver(deployment.bo, mail(1))
    checks = await deployment.examined()

    assert ailing(checks) == {}
    assert len(checks) == 12
    assert checks["graph scope"].health is Health.SKIPPED
    assert deployment.outside.asked == [
        f"POST {PUBLIC}/api/notifications?validationToken",
        f"POST {PUBLIC}/api/lifecycle?validationToken",
        f"GET {GRAPH}",
    ]
    assert "@" not in "".join(c.told for c in checks.values())


async def test_the_doctor_leaves_nothing_but_an_item_that_comes_each_minute_anyway(
    deployment: Deployment,
) -> None:
    await deployment.examined()
    await deployment.firm.work()

    assert ailing(await deployment.examined()) == {}


def _storage(method: str) -> Callable[[Deployment], Awaitable[None]]:
    async def plant(of: Deployment) -> None:
        fail(of.firm, "memory" if method != "send" else "queue", method, Unavailable("403"))

    return plant


async def _no_consent(of: Deployment) -> None:
    of.firm.tenant.change_rules(consent=Consent.REVOKED)


async def _schema(of: Deployment) -> None:
    of.schema = ("0006", "0007")


async def _crm_away(of: Deployment) -> None:
    of.crm_failure = CrmStopped("password")


async def _webhook(of: Deployment) -> None:
    of.outside.status = 401


async def _page_instead(of: Deployment) -> None:
    of.outside.content_type = "text/html"


async def _clock(of: Deployment) -> None:
    of.outside.skew = timedelta(minutes=-7)


async def _subscription(of: Deployment) -> None:
    await of.firm.memory.change_mailbox(of.bo, subscription_id="gone")


async def _ended(of: Deployment) -> None:
    of.firm.clock.advance(8 * 86_400)
    await crm_feed_due(of.firm.parts)
    ((receipt, text),) = of.firm.queue.take()
    await of.firm._run(receipt, text)


async def _policy(of: Deployment) -> None:
    number = (await of.firm.policies.current()).number + 1
    bad = PolicyVersion(number=number, document={"mail": 1}, changed_at=of.firm.clock.now())
    await of.firm.policies.append(bad)


async def _poison(of: Deployment) -> None:
    await bury(of.firm.parts, QueueName.WORK, "foreign")


async def _no_timers(of: Deployment) -> None:
    of.firm.clock.advance(3_600)


PLANTED = {
    "storage tables": _storage("acquire"),
    "storage queues": _storage("send"),
    "policy": _policy,
    "crm": _schema,
    "graph directory": _no_consent,
    "subscriptions": _subscription,
    "webhook": _webhook,
    "clock": _clock,
    "poison queues": _poison,
    "timers": _no_timers,
}


@pytest.mark.parametrize("name", PLANTED)
async def test_each_fault_is_found_and_says_what_to_mend(deployment: Deployment, name: str) -> None:
    await PLANTED[name](deployment)
    checks = await deployment.examined()

    assert checks[name].health is Health.FAILED, checks[name]
    assert checks[name].mend
    others = set(ailing(checks)) - {name}
    assert not others - {"graph mailbox", "subscriptions"}, others


@pytest.mark.parametrize(
    ("name", "plant", "told"),
    [
        ("crm", _crm_away, "refuses our credential"),
        ("webhook", _page_instead, "text/html"),
        ("subscriptions", _ended, "2 of 2 subscriptions"),
    ],
)
async def test_a_fault_is_told_in_words_a_person_can_act_on(
    deployment: Deployment,
    name: str,
    plant: Callable[[Deployment], Awaitable[None]],
    told: str,
) -> None:
    await plant(deployment)
    assert told in (await deployment.examined())[name].told


async def test_an_address_that_nobody_answers_is_told(deployment: Deployment) -> None:
    deployment.outside.is_away = True
    checks = await deployment.examined()

    assert checks["webhook"].told.startswith("The public address does not answer.")
    assert checks["clock"].health is Health.FAILED


async def test_a_webhook_that_nothing_calls_is_not_asked(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = "EventGrid:?azuresubscriptionid=s&resourcegroup=g&partnertopic=t&location=l"
    kind = type(deployment.firm.parts.subscriptions)
    monkeypatch.setattr(kind, "notification_url", topic)
    deployment.outside.status = 401

    assert (await deployment.examined())["webhook"].health is Health.SKIPPED
    assert deployment.outside.asked == [f"GET {GRAPH}"]


async def test_a_mailbox_outside_the_scope_must_be_refused(deployment: Deployment) -> None:
    firm, dee = deployment.firm, deployment.firm.tenant.add_user("dee", "dee@northwind.test")
    open_to_us = (await deployment.examined(outside=dee))["graph scope"]
    firm.tenant.set_state(dee, MailboxState.ACCESS_DENIED)
    refused = (await deployment.examined(outside=dee))["graph scope"]

    assert (open_to_us.health, refused.health) == (Health.FAILED, Health.OK)
    nobody = MailboxId("00000000-0000-0000-0000-00000000dead")
    assert (await deployment.examined(outside=nobody))["graph scope"].health is Health.WARNING


async def test_a_mailbox_that_cannot_be_read_is_told_with_its_reason(
    deployment: Deployment,
) -> None:
    firm = deployment.firm
    firm.tenant.set_state(deployment.cy, MailboxState.ACCESS_DENIED)
    checks = await deployment.examined(mailbox=deployment.cy)

    assert checks["graph mailbox"].health is Health.FAILED
    assert "refuses access" in checks["graph mailbox"].told


async def test_a_firm_that_captures_nothing_yet_has_nothing_to_read(firm: Firm) -> None:
    checks = await Deployment(firm).examined()

    assert checks["graph mailbox"].health is Health.SKIPPED
    assert checks["subscriptions"].health is Health.SKIPPED
    assert checks["policy"].health is Health.WARNING
