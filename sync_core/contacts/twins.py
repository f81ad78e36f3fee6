"""One contact as a run finds it: what each side shows of it and what is remembered. In memory only."""

from dataclasses import dataclass, replace

from sync_core.contacts.contact import CrmContact, CrmContactId, OutlookContact
from sync_core.contacts.identity import Sign
from sync_core.contacts.reasons import ContactReason
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.pairs import Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side

NEW = "new."
"""Begins the key of a pair whose entry has not been in Outlook yet."""
PARTED = "parted."
"""Begins the key an entry is given when it was parted from its contact: it has not been in Outlook since."""
_ON_THEIR_OWN = frozenset(
    {
        ContactReason.DOUBLE.value,
        ContactReason.DISTRIBUTION_LIST.value,
        ContactReason.OTHER_FOLDER.value,
    }
)
"""Why a contact never gets an entry of its own, or not while it lies elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTwin:
    """A pair with both its items as they are now; None: proved absent, or never there."""

    key: PairKey
    pair: Pair | None = None
    outlook: OutlookContact | None = None
    crm: CrmContact | None = None
    is_broken: bool = False
    """Microsoft 365 returned the contact in a form that cannot be read."""
    is_elsewhere: bool = False
    """The contact was moved to a folder that is not kept in step."""
    is_copy: bool = False
    """A user's copy of a contact that is kept in step."""
    is_erased: bool = False
    """It has an address of somebody who was erased."""
    likely: CrmContact | None = None
    """An entry without a contact that this one may be; a person says whether it is."""
    score: int = 0
    """How alike the two are, of 100."""
    signs: tuple[Sign, ...] = ()
    """What speaks for and against it."""
    is_ambiguous: bool = False
    """Several entries are as much alike."""
    among: tuple[CrmContact, ...] = ()
    """These entries; they wait with it, so that nobody is doubled while a person is asked."""
    absorbs: PairKey | None = None
    """The row under which its entry, or the one it may be, stood alone so far."""
    answer: Answered | None = None
    """What a person answered about it."""

    @property
    def is_linked(self) -> bool:
        """Whether both sides once agreed on it."""
        return self.pair is not None and bool(self.pair.outlook_base and self.pair.crm_base)

    @property
    def is_met(self) -> bool:
        """Whether both sides are there and never agreed on anything: they were found to be the same.

        One that we began to make from the other is no find: whatever differs was edited since.
        """
        is_made = self.pair is not None and is_begun(self.pair)
        both = self.outlook is not None and self.crm is not None
        return both and not self.is_linked and not is_made


def is_begun(pair: Pair) -> bool:
    """Return whether a side of a pair was begun to be made from the other."""
    return bool(pair.made_on)


def is_open(pair: Pair) -> bool:
    """Return whether a pair's entry is only whom its contact may be: the two are none until that is settled.

    Nobody was asked yet where a rule leaves the contact out.
    """
    is_so = pair.state in (PairState.ASKED, PairState.LEFT_OUT) and bool(pair.outlook)
    return is_so and not pair.outlook_base and not is_begun(pair)


def unsettled(twin: ContactTwin) -> ContactTwin:
    """Return a contact as one that claims an entry which another claims too."""
    return replace(
        twin,
        crm=None,
        likely=None,
        absorbs=None,
        score=0,
        is_ambiguous=True,
        among=(twin.crm,) if twin.crm is not None else (),
    )


def is_new_in_crm(entry: CrmContact) -> bool:
    """Return whether an entry has not been in Outlook, or was parted from what it was there."""
    return entry.key is None or entry.key.startswith(PARTED)


def is_to_be_made(twin: ContactTwin) -> bool:
    """Return whether an entry has not been in Outlook, and may be made there."""
    is_new = twin.crm is not None and is_new_in_crm(twin.crm)
    return is_new and twin.outlook is None and not twin.is_linked


def stands_alone(pair: Pair) -> bool:
    """Return whether a contact has no entry yet, and may get one."""
    is_left = pair.state is PairState.UNLINKED or pair.reason in _ON_THEIR_OWN
    return bool(pair.outlook) and not is_left and (is_open(pair) or not pair.crm)


def as_found(pair: Pair, entry: CrmContactId) -> Pair:
    """Return a row without what was begun to be made of it: another entry is a find, no copy of the contact's.

    The one begun in the CRM was looked for by its key, and is not there; the one that the contact was made from is
    gone. Taken for either, what only one of the two tells, such as that it is private, would count as given up.
    """
    gone = (Side.CRM, Side.OUTLOOK) if pair.crm != entry else (Side.CRM,)
    left = (i for i in pair.intents if i.writing is not Writing.CREATE or i.side not in gone)
    return replace(pair, intents=tuple(left))
