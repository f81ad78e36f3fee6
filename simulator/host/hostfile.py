"""What host.json says that a local host obeys."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

_TIMESPAN = re.compile(r"^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)$")


class BadHostFile(ValueError):
    """host.json is not valid; nothing was started."""


def _seconds(value: Any) -> Any:
    """Return the seconds of a .NET time span such as 00:00:30 or 1.00:00:00."""
    found = _TIMESPAN.match(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("expected a time span such as 00:00:30")
    days, hours, minutes, seconds = found.groups()
    return ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + float(seconds)


Seconds = Annotated[float, BeforeValidator(_seconds)]


class QueueSettings(BaseModel):
    """extensions.queues; the defaults are the real host's (Learn: host.json, queues)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_size: int = Field(default=16, ge=1, le=32, alias="batchSize")
    new_batch_threshold: int | None = Field(default=None, ge=0, alias="newBatchThreshold")
    max_dequeue_count: int = Field(default=5, ge=1, alias="maxDequeueCount")
    retry_seconds: Seconds = Field(default=0.0, alias="visibilityTimeout")
    """How long a message waits after its function failed."""
    polling_seconds_max: Seconds = Field(default=60.0, alias="maxPollingInterval")
    message_encoding: Literal["base64", "none"] = Field(default="base64", alias="messageEncoding")

    @property
    def threshold(self) -> int:
        """A new batch is fetched when no more messages than this are being worked on."""
        return (
            self.batch_size // 2 if self.new_batch_threshold is None else self.new_batch_threshold
        )


class HostSettings(BaseModel):
    """The parts of host.json that a local host obeys."""

    model_config = ConfigDict(frozen=True)

    queues: QueueSettings = QueueSettings()
    route_prefix: str = "api"
    function_seconds_max: Seconds = 1800.0
    """A function that takes longer has failed."""


def read_host_file(path: Path) -> HostSettings:
    """Return the settings.

    Raises:
        BadHostFile: names the field and what was expected there.
    """
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError) as bad:
        raise BadHostFile(f"{path}: expected a JSON document ({type(bad).__name__})") from None
    if not isinstance(document, dict) or document.get("version") != "2.0":
        raise BadHostFile(f'{path}: version: expected "2.0"')
    extensions = document.get("extensions", {})
    told = {
        "queues": extensions.get("queues", {}),
        "route_prefix": extensions.get("http", {}).get("routePrefix", "api"),
        "function_seconds_max": document.get("functionTimeout", "00:30:00"),
    }
    try:
        return HostSettings.model_validate(told)
    except ValidationError as bad:
        lines = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in bad.errors())
        raise BadHostFile(f"{path}: {'; '.join(lines)}") from None
