"""Review: what is asked about contacts, of one mailbox or of all, and the answers."""

from admin.console import Console
from admin.pages.preview import the_mailbox
from admin.paging import Paging
from admin.questions import (
    ANSWERS,
    answer_question,
    mailboxes_that_ask,
    read_questions,
)
from admin.rendering import page
from admin.together import together
from admin.web import PageRequest, PageResponse
from admin.who import object_id_of, viewer_of
from sync_core import limits


async def whole(request: PageRequest, console: Console) -> PageResponse:
    """Return the page: of `mailbox`, or of all mailboxes that ask, some a page."""
    viewer, asked = await viewer_of(request, console), request.asked("mailbox")
    paging = Paging.of(request, limits.REVIEW_MAILBOXES)
    one = await the_mailbox(console, asked) if asked else None
    records = await mailboxes_that_ask(console) if one is None else (one,)
    shown = paging.cut(records)
    values = {
        "told": await together(read_questions(console, viewer, record) for record in shown),
        "is_one": bool(asked),
        "paging": paging.among(len(records)),
        "query": request.query,
    }
    return page(request, "review.html", values)


async def answered(request: PageRequest, console: Console, mailbox: str, key: str) -> PageResponse:
    """Note the answer of a form, and say what follows."""
    record = await the_mailbox(console, mailbox)
    told = await answer_question(
        console,
        record,
        request.told("stream"),
        key,
        request.told("asks"),
        request.told("answer"),
        object_id_of(request),
    )
    said = (
        f"Noted: {ANSWERS[told]}. The mailbox runs now; a contact that changed meanwhile asks anew."
    )
    return page(request, "answer.html", {"mood": "success", "said": said})
