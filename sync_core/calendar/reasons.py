"""Why an event is kept from the other side; the sentence a person reads stands in `text`."""

from enum import StrEnum


class EventReason(StrEnum):
    """One rule that keeps an event out."""

    OUTSIDE_WINDOW = "outside_window"
    INTERNAL = "internal"
    UNMATCHED = "unmatched"
    PRIVATE = "private"
    NOT_RELATED = "not_related"
    NOT_CHOSEN = "not_chosen"
    PAST = "past"
    DRAFT = "draft"
    FREE = "free"
    DECLINED = "declined"
    RECURRING = "recurring"
    IMPORTED = "imported"
    OTHER_MAILBOX = "other_mailbox"
    NOT_MADE_AGAIN = "not_made_again"
    DELETED_IN_CRM = "deleted_in_crm"
    ORGANISER_FIRST = "organiser_first"
    DOUBLE = "double"
    BROKEN = "broken"
    INEXPRESSIBLE = "inexpressible"
    CANCELLED = "cancelled"

    @property
    def text(self) -> str:
        """The reason as one plain sentence."""
        return _TEXTS[self]


_TEXTS = {
    EventReason.OUTSIDE_WINDOW: "It lies outside the window of days that are kept in step; nothing of it is changed or deleted.",
    EventReason.INTERNAL: "Everybody in it is a user of the CRM.",
    EventReason.UNMATCHED: "No person of the CRM attends it.",
    EventReason.PRIVATE: "It is marked private.",
    EventReason.NOT_RELATED: "Nobody and nothing in the CRM is related to it.",
    EventReason.NOT_CHOSEN: "Its owner did not choose it by the category that the policy asks for.",
    EventReason.PAST: "It was already past when its owner chose it.",
    EventReason.DRAFT: "It is a draft; once sent, it is kept in step.",
    EventReason.FREE: "Its time is shown as free.",
    EventReason.DECLINED: "The invitation was declined.",
    EventReason.RECURRING: "It belongs to a series.",
    EventReason.IMPORTED: "It was imported into the CRM, and imported events never leave it: they would invite people.",
    EventReason.OTHER_MAILBOX: "What its owner makes in the CRM goes to another mailbox.",
    EventReason.NOT_MADE_AGAIN: "It was in Outlook before and is not found there; it is not made a second time.",
    EventReason.DELETED_IN_CRM: "It was in the CRM before and was deleted there; another copy of it does not bring it back.",
    EventReason.ORGANISER_FIRST: "A colleague's mailbox that is kept in step organises it; that copy brings it into the CRM.",
    EventReason.DOUBLE: "Another event of this mailbox has the same identity.",
    EventReason.BROKEN: "It cannot be read, or it ends before it begins.",
    EventReason.INEXPRESSIBLE: "Its recurrence cannot be expressed in Outlook.",
    EventReason.CANCELLED: "It was cancelled before it was ever kept in step.",
}
