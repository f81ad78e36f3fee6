"""JSON: captured e-mails, people, and relating the one to the other."""

from typing import Any

from admin.api.health import stamp
from admin.console import Console
from admin.email_filter import asked_emails
from admin.paging import Paging
from admin.refusals import bad_fields
from admin.relating import Relating, relate
from admin.web import PageRequest, PageResponse
from flows.ports.desk import EmailRow, PersonCard
from sync_core import limits
from sync_core.mail import ActivityId, PersonId


async def emails(request: PageRequest, console: Console) -> PageResponse:
    """Return a page of e-mails by the same filters as the page's address bar."""
    asked = asked_emails(request).or_refuse()
    paging = Paging.of(request, limits.PAGE_EMAILS)
    found = await console.desk.emails(asked.which, paging.offset, paging.size)
    rows = [_email(row) for row in found.rows]
    return PageResponse.json({"emails": rows, "total": found.total, "page": paging.number})


async def people(request: PageRequest, console: Console) -> PageResponse:
    """Return people whose name, client or address holds `q`."""
    cards = await console.desk.search_people(request.asked("q"), limits.PAGE_PEOPLE)
    return PageResponse.json({"people": [_person(card) for card in cards]})


async def relate_many(request: PageRequest, console: Console) -> PageResponse:
    """Relate `activities` to `person`; `learn`, if there, becomes one of the person's contact points."""
    related = await relate(console, _relating(request.json()))
    return PageResponse.json(
        {"person": related.person, "relations": related.relations, "learnt": related.learnt}
    )


def _relating(document: Any) -> Relating:
    """Return what is asked for; a field of another shape is named."""
    told = document if isinstance(document, dict) else {}
    activities, person, learn = told.get("activities"), told.get("person"), told.get("learn")
    problems = [(name, "expected no such field") for name in told.keys() - _KNOWN]
    if not isinstance(activities, list) or not all(isinstance(a, str) for a in activities):
        problems.append(("activities", "expected a list of ids"))
    if not isinstance(person, str):
        problems.append(("person", "expected an id"))
    if learn is not None and not isinstance(learn, str):
        problems.append(("learn", "expected an address or null"))
    if problems:
        raise bad_fields(*problems)
    return Relating(
        activities=tuple(ActivityId(a) for a in activities or ()),
        person=PersonId(str(person)),
        learn=learn or "",
    )


_KNOWN = {"activities", "person", "learn"}


def _email(row: EmailRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "direction": row.direction.value,
        "sent_at": stamp(row.sent_at),
        "received_at": stamp(row.received_at),
        "synced_at": stamp(row.synced_at),
        "subject": row.subject,
        "preview": row.preview,
        "participants": [
            {"role": role.value, "name": name, "address": address}
            for role, name, address in row.participants
        ],
        "people": [{"id": person, "name": name} for person, name in row.people],
        "ambiguous": row.is_ambiguous,
        "mailboxes": list(row.mailboxes),
        "sentiment": row.sentiment.value,
        "sentiment_score": row.sentiment_score,
        "risk_terms": list(row.risk_terms),
        "has_attachments": row.has_attachments,
    }


def _person(card: PersonCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name,
        "kind": card.kind,
        "client": card.client,
        "segment": card.segment,
        "key": card.is_key,
        "addresses": [{"kind": kind, "address": address} for kind, address in card.addresses],
        "latest_sentiment": card.latest_sentiment.value,
        "latest_sentiment_at": stamp(card.latest_sentiment_at),
    }
