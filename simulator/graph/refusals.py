"""How the tenant says no: status, code and text as Microsoft Graph gives them."""


class Refusal(Exception):
    """A request that Microsoft Graph answers with an error."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        retry_after_seconds: int | None = None,
        location: str | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_seconds = retry_after_seconds
        self.location = location
        """A path (with query) where a lost cursor may begin anew."""


def bad_request(message: str, code: str = "BadRequest") -> Refusal:
    """The request is not one that Graph takes."""
    return Refusal(400, code, message)


def malformed_id() -> Refusal:
    """The id is no id at all."""
    return Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.")


def no_token() -> Refusal:
    """The request carries no usable access token."""
    return Refusal(401, "InvalidAuthenticationToken", "Access token is empty.")


def consent_revoked() -> Refusal:
    """The application's permissions were taken away."""
    return Refusal(
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
    )


def access_denied() -> Refusal:
    """The application may not see this mailbox."""
    return Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def no_mailbox() -> Refusal:
    """There is no Exchange Online mailbox behind this user."""
    return Refusal(
        404,
        "MailboxNotEnabledForRESTAPI",
        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    )


def no_user(name: str) -> Refusal:
    """The directory does not know this user."""
    return Refusal(
        404,
        "Request_ResourceNotFound",
        f"Resource '{name}' does not exist or one of its queried reference-property objects "
        "are not present.",
    )


def item_not_found() -> Refusal:
    """The item (or folder) is not there, or no longer under this id."""
    return Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def no_subscription() -> Refusal:
    """The subscription never was, was removed, or has expired."""
    return Refusal(404, "ResourceNotFound", "The object was not found.")


def no_path(path: str) -> Refusal:
    """Nothing is served under this path."""
    return Refusal(400, "BadRequest", f"Resource not found for the segment '{path}'.")


def mailbox_moving() -> Refusal:
    """The mailbox is being moved between servers."""
    return Refusal(503, "ErrorMailboxMoveInProgress", "Mailbox move in progress. Try again later.")


def throttled(limit: str, retry_after_seconds: int) -> Refusal:
    """Too many requests; `limit` is RequestRate or MailboxConcurrency."""
    return Refusal(
        429,
        "ApplicationThrottled",
        f"Application is over its {limit} limit.",
        retry_after_seconds=retry_after_seconds,
    )


def server_fault(status: int) -> Refusal:
    """The service failed by itself."""
    code = {500: "ErrorInternalServerError", 503: "ServiceUnavailable"}.get(status, "UnknownError")
    return Refusal(status, code, "An internal server error occurred. The operation failed.")


def stray_conflict() -> Refusal:
    """The service claims a conflict where there is none."""
    return Refusal(
        412,
        "ErrorIrresolvableConflict",
        "The change key passed in the request does not match the current change key for the item.",
    )


def validation_failed(why: str) -> Refusal:
    """A subscription's notification address did not answer as it must."""
    return Refusal(400, "ValidationError", f"Subscription validation request failed. {why}")


def stale_version() -> Refusal:
    """The item was changed since the version that the request was made on."""
    return stray_conflict()


def duplicate_transaction() -> Refusal:
    """Another event was made with this transactionId."""
    return Refusal(
        409,
        "ErrorDuplicateTransactionId",
        "Your request can't be completed. The item was already created by this transaction.",
    )


def crossing_boundary() -> Refusal:
    """An occurrence may not be moved to or past the day of the one before or after it."""
    return bad_request(
        "Modified occurrence is crossing or overlapping adjacent occurrence.",
        "ErrorOccurrenceCrossingBoundary",
    )


def organisers_alone() -> Refusal:
    """An attendee's copy of a meeting does not take this change."""
    return bad_request(
        "The organizer alone can change these properties of a meeting.", "ErrorInvalidRequest"
    )


def not_the_organiser() -> Refusal:
    """Only the organiser cancels a meeting (page event-cancel)."""
    return bad_request("You need to be an organizer to cancel a meeting.", "ErrorInvalidRequest")


def answering_oneself() -> Refusal:
    """The organiser does not answer their own invitation."""
    return bad_request(
        "Your request can't be completed. You can't respond to this meeting because you're the "
        "meeting organizer.",
        "ErrorInvalidRequest",
    )


def ends_before_it_begins() -> Refusal:
    """An event's end lies before its start."""
    return bad_request(
        "The end date and time must be after the start date and time.",
        "ErrorPropertyValidationFailure",
    )
