"""Activities as rows: what one call of log_mail brings to each table."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from adapters.crm.sql.ids import number
from sync_core import limits
from sync_core.addresses import without_tag
from sync_core.mail import MailActivity, MessageKey

ACTIVITY_COLUMNS = (
    "key text, direction text, sent_at timestamptz, received_at timestamptz, synced_at timestamptz,"
    "subject text, preview text, body text, has_attachments boolean, is_matched boolean,"
    "sentiment_label text, sentiment_score double precision, sentiment_scorer text,"
    "risk_lexicon text, risk_terms text, unreadable_entries integer"
)
PARTICIPANT_COLUMNS = (
    "activity_id bigint, role text, address text, untagged text, name text, is_internal boolean"
)
RELATION_COLUMNS = (
    "activity_id bigint, person_id bigint, address text, matched_by text, is_ambiguous boolean"
)
COPY_COLUMNS = "activity_id bigint, mailbox text, owner_id bigint"

Ids = Mapping[MessageKey, int]
Row = tuple[Any, ...]
"""Values in the order of the table's columns above."""


def activity_row(mail: MailActivity, synced_at: str) -> Row:
    """Return the row of a message."""
    return (
        mail.key,
        mail.direction,
        _told(mail.sent_at),
        _told(mail.received_at),
        synced_at,
        mail.subject and mail.subject[: limits.SUBJECT_CHARACTERS_MAX],
        mail.preview,
        mail.body,
        mail.has_attachments,
        any(number(r.person) is not None for r in mail.relations),
        mail.sentiment.label,
        mail.sentiment.score,
        mail.sentiment.scorer,
        mail.risk.lexicon,
        told_terms(mail.risk.terms),
        mail.unreadable_entries,
    )


def participant_rows(mails: Iterable[MailActivity], ids: Ids) -> list[Row]:
    """Return a row for each address and role of each message."""
    return [
        (
            ids[mail.key],
            p.role,
            p.address,
            without_tag(p.address) if "+" in p.address else None,
            p.name[: limits.PERSON_NAME_CHARACTERS_MAX],
            p.is_internal,
        )
        for mail in mails
        for p in mail.participants
    ]


def relation_rows(mails: Iterable[MailActivity], ids: Ids) -> list[Row]:
    """Return a row for each person of each message; two copies in one call make one row.

    They are ordered, so that two writers never wait for each other.
    """
    rows: dict[tuple[int, int], Row] = {}
    for mail in mails:
        for relation in mail.relations:
            person = number(relation.person)
            if person is None:
                continue
            place = (ids[mail.key], person)
            known = rows.get(place)
            if known is None or (relation.is_ambiguous and not known[-1]):
                row = (*place, relation.address, relation.matched_by, relation.is_ambiguous)
                rows[place] = row
    return [rows[place] for place in sorted(rows)]


def copy_rows(mails: Iterable[MailActivity], ids: Ids) -> list[Row]:
    """Return a row for each mailbox that each message lies in."""
    return [
        (ids[mail.key], mail.mailbox, None if mail.owner is None else number(mail.owner))
        for mail in mails
    ]


def told_terms(terms: tuple[str, ...]) -> str | None:
    """Return ids of risk terms as kept: a JSON array, nothing where there are none."""
    return json.dumps(terms) if terms else None


def characters(mail: MailActivity) -> int:
    """Return how much text an activity brings, about."""
    return len(mail.body or "") + len(mail.preview or "") + len(mail.subject or "")


def _told(value: Any) -> str:
    offset = value.utcoffset()
    plain = value if not offset else value.astimezone(UTC)
    return str(plain.isoformat(timespec="microseconds"))
