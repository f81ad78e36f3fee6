"""Why a request is not answered as asked: one shape for pages and JSON API alike."""

from typing import Any

Problem = tuple[str, str]
"""A field's path, and what was expected there."""


class Refused(Exception):
    """The request was not carried out; nothing was changed."""

    def __init__(
        self, status: int, code: str, message: str, fields: tuple[Problem, ...] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    def document(self) -> dict[str, Any]:
        """Return the refusal as the JSON API tells it."""
        told = [{"path": path, "expected": expected} for path, expected in self.fields]
        return {"error": {"code": self.code, "message": self.message, "fields": told}}


def not_found(message: str) -> Refused:
    """Return the refusal for something that does not exist."""
    return Refused(404, "not_found", message)


def bad_fields(*fields: Problem) -> Refused:
    """Return the refusal for fields that hold something else than expected."""
    told = "; ".join(f"{path}: {expected}" for path, expected in fields)
    return Refused(400, "bad_field", f"Not understood: {told}.", fields)
