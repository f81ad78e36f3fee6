"""Which failure each of Graph's refusals amounts to."""

from datetime import UTC, datetime

import pytest

from adapters.graph.errors import Concern, Refusal, failure_of, refusal, seconds_asked
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ParkReason,
    StopMailbox,
    Throttled,
    Unavailable,
)

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def told(
    status: int, code: str, concern: Concern = Concern.MAILBOX, follows_link: bool = False
) -> Failure:
    return failure_of(Refusal(status=status, code=code), concern, NOW, follows_link)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "InvalidAuthenticationToken", ConsentNeeded),
        (403, "Authorization_RequestDenied", ConsentNeeded),
        (410, "", CursorLost),
        (410, "resyncRequired", CursorLost),
        (400, "SyncStateNotFound", CursorLost),
        (400, "syncStateInvalid", CursorLost),
        (404, "ResyncRequired", CursorLost),
        (429, "", Throttled),
        (429, "ApplicationThrottled", Throttled),
        (503, "TooManyRequests", Throttled),
        (403, "activityLimitReached", Throttled),
        (509, "", Throttled),
        (500, "ErrorInternalServerError", Unavailable),
        (502, "", Unavailable),
        (503, "MailboxInfoStale", Unavailable),
        (504, "UnknownError", Unavailable),
        (400, "", Unavailable),
        (400, "ErrorInvalidRequest", Unavailable),
        (404, "", Unavailable),
        (404, "ErrorItemNotFound", Unavailable),
        (302, "", Unavailable),
        (507, "ErrorQuotaExceeded", Unavailable),
    ],
)
def test_a_refusal_is_sorted_by_status_and_code(
    status: int, code: str, expected: type[Failure]
) -> None:
    assert type(told(status, code)) is expected


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "ErrorAccessDenied", ParkReason.ACCESS_DENIED),
        (403, "", ParkReason.ACCESS_DENIED),
        (404, "MailboxNotEnabledForRESTAPI", ParkReason.NO_MAILBOX),
        (404, "mailboxnotsupportedforrestapi", ParkReason.NO_MAILBOX),
        (403, "MailboxNotHostedInExchangeOnline", ParkReason.NO_MAILBOX),
        (404, "Request_ResourceNotFound", ParkReason.NO_MAILBOX),
        (404, "ResourceNotFound", ParkReason.NO_MAILBOX),
        (404, "ErrorInvalidUser", ParkReason.NO_MAILBOX),
        (423, "ErrorMailboxMoveInProgress", ParkReason.MAILBOX_MOVING),
        (503, "ErrorMailboxMoveInProgress", ParkReason.MAILBOX_MOVING),
    ],
)
def test_a_mailbox_that_cannot_be_had_is_parked_with_its_reason(
    status: int, code: str, reason: ParkReason
) -> None:
    failure = told(status, code)

    assert isinstance(failure, StopMailbox)
    assert failure.reason is reason


def test_a_refusal_of_the_whole_tenant_asks_for_consent_and_parks_nobody() -> None:
    assert type(told(403, "ErrorAccessDenied", Concern.TENANT)) is ConsentNeeded
    assert type(told(404, "Request_ResourceNotFound", Concern.TENANT)) is Unavailable


def test_a_stored_link_that_graph_no_longer_takes_is_a_lost_cursor() -> None:
    assert type(told(400, "ErrorInvalidUrlQuery", follows_link=True)) is CursorLost
    assert type(told(400, "", follows_link=True)) is Unavailable


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Sat, 21 Nov 2026 10:02:00 GMT", 120.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 10:02:00", 120.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: float | None) -> None:
    assert seconds_asked(header, NOW) == seconds


def test_a_server_fault_that_names_a_pause_is_heeded() -> None:
    refused = Refusal(status=503, code="ServiceUnavailable", retry_after="30")

    failure = failure_of(refused, Concern.MAILBOX, NOW)

    assert isinstance(failure, Unavailable)
    assert failure.seconds == 30.0


def test_a_failure_tells_codes_and_ids_and_nothing_of_the_message() -> None:
    body = {"error": {"code": "ErrorAccessDenied", "message": "ana@client.test may not"}}

    refused = refusal(403, {"Request-Id": "5f0c-1"}, body)

    assert (
        failure_of(refused, Concern.MAILBOX, NOW).detail
        == "403 ErrorAccessDenied request-id=5f0c-1"
    )


@pytest.mark.parametrize(
    "body",
    [None, "text", [], {}, {"error": None}, {"error": {"code": 5}}, {"error": {"code": "a b@c"}}],
)
def test_a_body_of_another_shape_leaves_the_code_empty(body: object) -> None:
    assert refusal(500, {}, body).code == ""
