"""What the CRM is asked to keep of a captured message: as much as the content policy allows, no more."""

from sync_core import limits
from sync_core.digests import Digester
from sync_core.mail import MailActivity, MessageKey, Relation, RiskFinding, Role, Sentiment
from sync_core.policy import ContentLevel
from sync_core.rules import MailRules
from sync_core.screening import Screened
from sync_core.seen import normalised_message_id

_WITH_SUBJECT = (ContentLevel.SUBJECT, ContentLevel.PREVIEW, ContentLevel.FULL)
_WITH_PREVIEW = (ContentLevel.PREVIEW, ContentLevel.FULL)


def message_key(screened: Screened, digester: Digester) -> MessageKey:
    """Return the key under which all copies of a message are one activity.

    It is the digest of the normalised Message-ID; where the item has none, the fallback key.
    """
    known_as = normalised_message_id(screened.message.internet_message_id)
    return digester.message_key(known_as) if known_as else fallback_key(screened, digester)


def fallback_key(screened: Screened, digester: Digester) -> MessageKey:
    """Return the key of a message whose Message-ID is missing, or reused by a bad sender.

    Sender, second sent and subject tell such messages apart (facts: lessons from other engines).
    """
    message = screened.message
    sender = next((e.text for e in message.entries if e.role is Role.FROM), "")
    known_as = normalised_message_id(message.internet_message_id)
    return digester.fallback_key(
        known_as, sender.strip().casefold(), message.sent_at, message.subject.strip()
    )


def activity(
    screened: Screened,
    relations: tuple[Relation, ...],
    sentiment: Sentiment,
    risk: RiskFinding,
    key: MessageKey,
    rules: MailRules,
) -> MailActivity:
    """Return the activity of one captured message in one mailbox."""
    message, level = screened.message, rules.mail.content
    participants = screened.addressed.participants
    return MailActivity(
        key=key,
        mailbox=rules.mailbox,
        owner=rules.owner,
        direction=screened.direction,
        sent_at=message.sent_at,
        received_at=message.received_at,
        participants=participants[: limits.PARTICIPANTS_PER_MESSAGE_MAX],
        relations=relations,
        subject=message.subject[: limits.SUBJECT_CHARACTERS_MAX]
        if level in _WITH_SUBJECT
        else None,
        preview=_preview(screened) if level in _WITH_PREVIEW else None,
        body=message.text if level is ContentLevel.FULL else None,
        has_attachments=message.has_attachments,
        sentiment=sentiment,
        risk=risk,
        unreadable_entries=screened.addressed.unreadable
        + max(len(participants) - limits.PARTICIPANTS_PER_MESSAGE_MAX, 0),
    )


def _preview(screened: Screened) -> str:
    told = screened.message.preview or " ".join(screened.message.text[:2_000].split())
    return told[: limits.PREVIEW_CHARACTERS_MAX]
