"""Why a contact is kept from the other side; the sentence a person reads stands in `text`."""

from enum import StrEnum


class ContactReason(StrEnum):
    """One rule that keeps a contact out, or holds it for an answer."""

    PRIVATE = "private"
    DISTRIBUTION_LIST = "distribution_list"
    OTHER_FOLDER = "other_folder"
    NAMELESS = "nameless"
    ERASED = "erased"
    BROKEN = "broken"
    DOUBLE = "double"
    IMPORTED = "imported"
    OTHER_MAILBOX = "other_mailbox"
    NOT_MADE_AGAIN = "not_made_again"
    LIKELY_TWIN = "likely_twin"
    AMBIGUOUS = "ambiguous"
    DIFFERENT_PERSON = "different_person"
    IGNORED = "ignored"

    @property
    def text(self) -> str:
        """The reason as one plain sentence."""
        return _TEXTS[self]


_TEXTS = {
    ContactReason.PRIVATE: "It is marked private, and the policy keeps private contacts out.",
    ContactReason.DISTRIBUTION_LIST: "It is a distribution list, not a person.",
    ContactReason.OTHER_FOLDER: "It was moved to a folder that is not kept in step; nothing of it is deleted.",
    ContactReason.NAMELESS: "It has neither a name nor a company nor an e-mail address.",
    ContactReason.ERASED: "This person was erased in the CRM and is not brought in again.",
    ContactReason.BROKEN: "It cannot be read.",
    ContactReason.DOUBLE: "It is a copy of a contact that is kept in step; the copy stays the user's own.",
    ContactReason.IMPORTED: "It was imported into the CRM, and the policy keeps imported contacts there.",
    ContactReason.OTHER_MAILBOX: "This user's contacts go to another mailbox.",
    ContactReason.NOT_MADE_AGAIN: "It was in Outlook before and is not found there; it is not made a second time.",
    ContactReason.LIKELY_TWIN: "It looks like one that is there already; a person says whether it is.",
    ContactReason.AMBIGUOUS: "Several that are there already look like it: merge them first, or say that it is none of them.",
    ContactReason.DIFFERENT_PERSON: "Name and address were both replaced, as if it were somebody else now; a person says which.",
    ContactReason.IGNORED: "A person said to leave this one alone.",
}
