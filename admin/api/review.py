"""JSON: what is asked about contacts, what does not sync and why, and the previews of contacts."""

from dataclasses import asdict
from functools import partial
from typing import Any

from admin.api.held import action_told, plan_told
from admin.console import Console
from admin.contacts_switch import switch_contacts
from admin.held_plans import HELD_STREAMS
from admin.pages.preview import the_mailbox
from admin.paging import Paging
from admin.questions import Asked, answer_question, mailboxes_that_ask, read_questions
from admin.refusals import bad_fields
from admin.shown_contacts_preview import read_preview
from admin.together import together
from admin.waking import enqueue
from admin.web import PageRequest, PageResponse
from admin.who import object_id_of, viewer_of
from flows.contacts.preview import ContactRow, LeftOut
from sync_core import limits
from sync_core.work import Stream


async def questions(request: PageRequest, console: Console) -> PageResponse:
    """Return the open questions of a `mailbox`, else of all that ask, some mailboxes a page."""
    asked, paging = request.asked("mailbox"), Paging.of(request, limits.REVIEW_MAILBOXES)
    one = await the_mailbox(console, asked) if asked else None
    records = await mailboxes_that_ask(console) if one is None else (one,)
    viewer = await viewer_of(request, console)
    told = await together(read_questions(console, viewer, r) for r in paging.cut(records))
    return PageResponse.json(
        {
            "page": paging.number,
            "total": len(records),
            "mailboxes": [
                {
                    "mailbox": of.record.id,
                    "name": of.name,
                    "total": of.total,
                    "refused": of.refused,
                    "questions": [_asked(one) for one in of.asked],
                }
                for of in told
            ],
        }
    )


async def answer(request: PageRequest, console: Console, mailbox: str, key: str) -> PageResponse:
    """Answer a question: its `stream`, what it `asks`, and one of the answers it offers."""
    document = request.json()
    told = document if isinstance(document, dict) else {}
    problems = [(n, "expected no such field") for n in sorted(told.keys() - _ANSWERED)]
    problems += [(n, "expected a text") for n in _ANSWERED if not isinstance(told.get(n), str)]
    if problems:
        raise bad_fields(*problems)
    record = await the_mailbox(console, mailbox)
    given = await answer_question(
        console, record, told["stream"], key, told["asks"], told["answer"], object_id_of(request)
    )
    return PageResponse.json({"mailbox": record.id, "question": key, "answer": given.value}, 202)


async def left_out(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Return every contact of a mailbox that does not sync, with why; computed now."""
    record, found = await read_preview(request, console, mailbox, Stream.CONTACTS)
    told = {"mailbox": record.id, "refused": found.refused, "in_step": found.in_step}
    return PageResponse.json({**told, "left_out": [_left_out(one) for one in found.left_out]})


async def preview(
    request: PageRequest, console: Console, mailbox: str, *, stream: Stream
) -> PageResponse:
    """Return what the next run of contacts, or of what is shared, would do; computed now, never stored."""
    record, found = await read_preview(request, console, mailbox, stream)
    return PageResponse.json(
        {
            "mailbox": record.id,
            "stream": stream.value,
            "first_run": found.is_first_run,
            "refused": found.refused,
            "brakes": [{"code": b.value, "text": b.text} for b in found.brakes],
            "in_step": found.in_step,
            "questions": len(found.questions),
            "left_out": [_left_out(one) for one in found.left_out],
            "held": plan_told(found.held) if found.held else None,
            "rows": [_row(row) for row in found.rows],
        }
    )


async def sync(
    _request: PageRequest, console: Console, mailbox: str, *, stream: Stream
) -> PageResponse:
    """Compare both sides of a mailbox's contacts, or of what is shared, now."""
    task = HELD_STREAMS[stream].task
    record = await enqueue(console, mailbox, task)
    return PageResponse.json({"mailbox": record.id, "enqueued": task.value}, 202)


async def switch(
    request: PageRequest, console: Console, mailbox: str, *, is_on: bool
) -> PageResponse:
    """Pause the contacts of a mailbox, or let them go on: a change of the policy."""
    record = await the_mailbox(console, mailbox)
    await switch_contacts(console, record, object_id_of(request), is_on=is_on)
    return PageResponse.json({"mailbox": record.id, "enabled": is_on}, 202)


pause, resume = partial(switch, is_on=False), partial(switch, is_on=True)
preview_contacts, preview_sharing = (
    partial(preview, stream=stream) for stream in (Stream.CONTACTS, Stream.SHARING)
)
sync_contacts, sync_sharing = (
    partial(sync, stream=stream) for stream in (Stream.CONTACTS, Stream.SHARING)
)
_ANSWERED = {"stream", "asks", "answer"}


def _asked(one: Asked) -> dict[str, Any]:
    question = one.question
    return {
        "question": question.key,
        "stream": one.stream.value,
        "asks": question.asks,
        "reason": question.reason.value,
        "text": question.reason.text,
        "can_be_answered": question.is_asked and not one.is_hidden,
        "hidden": one.is_hidden,
        "score": question.score,
        "signs": [{"code": s.value, "text": s.text} for s in question.signs],
        "answers": [] if one.is_hidden else [a.value for a in question.offered],
        "sides": list(one.heads),
        "fields": [asdict(field) for field in one.beside],
        "not_shown": one.not_shown,
    }


def _left_out(one: LeftOut) -> dict[str, Any]:
    return {
        "name": one.name,
        "side": one.side.value,
        "reason": one.reason,
        "text": one.text,
        "private": one.is_private,
    }


def _row(row: ContactRow) -> dict[str, Any]:
    return action_told(row) | {"name": row.name, "private": row.is_private}
