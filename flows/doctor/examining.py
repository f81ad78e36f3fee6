"""Every check of the doctor, in the order in which a person mends: what the later ones need comes first."""

from flows.doctor import inside, tenant
from flows.doctor.check import Check, Examined, Patient

_CHECKS = (
    Examined(
        name="storage tables",
        examine=inside.tables,
        mend="Give the app's identity the role Storage Table Data Contributor on the storage account, and let the "
        "account be reached from the app's network.",
    ),
    Examined(
        name="storage queues",
        examine=inside.queues,
        mend="Give the app's identity the role Storage Queue Data Contributor on the storage account.",
    ),
    Examined(
        name="policy",
        examine=inside.policy,
        mend="Set a valid one: python -m admin policy plan FILE, then apply FILE.",
    ),
    Examined(
        name="crm",
        examine=inside.crm,
        mend="Check RAPPORT_CRM_URL and its credential in Key Vault; for another schema run python -m adapters.crm.sql "
        "migrate. Runbook: CRM down.",
    ),
    Examined(
        name="graph directory",
        examine=tenant.directory,
        mend="Grant the app's identity its Graph roles again (User.Read.All). Runbook: consent revoked.",
    ),
    Examined(
        name="graph mailbox",
        examine=tenant.mailbox,
        mend="Let the scope of Exchange's RBAC for Applications cover this mailbox, and give it a licence. "
        "Runbook: consent revoked.",
    ),
    Examined(
        name="graph scope",
        examine=tenant.scope,
        mend="Take the unscoped Mail, Calendars and Contacts roles of Entra ID from the app's identity: they override "
        "the scope.",
    ),
    Examined(
        name="webhook",
        examine=tenant.webhook,
        words="The public address does not answer. ",
        mend="Check RAPPORT_PUBLIC_URL, its certificate, and what stands before the app. Runbook: webhook.",
    ),
    Examined(
        name="subscriptions",
        examine=tenant.subscriptions,
        mend="Mend the webhook first; then run the timer `subscriptions`. Runbook: subscription lost.",
    ),
    Examined(
        name="clock",
        examine=tenant.clock,
        mend="Set this machine's clock: tokens are refused when it is minutes away.",
    ),
    Examined(
        name="poison queues",
        examine=inside.poison,
        mend="Mend the cause, then python -m admin poison replay. Runbook: poison replay.",
    ),
    Examined(
        name="timers",
        examine=inside.timers,
        mend="See whether the app runs and its schedules (RAPPORT_*_SCHEDULE) are set; a new deployment needs some minutes.",
    ),
)


async def examine(patient: Patient) -> tuple[Check, ...]:
    """Make every check, one after the other, and return them in order."""
    return tuple([await one.check(patient) for one in _CHECKS])
