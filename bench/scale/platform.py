"""What the plan and the host promise and this machine does not have: stated in one place, with where it is from."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bench.mail.emulator import ROOT

_Count = Annotated[int, Field(gt=0)]
_Seconds = Annotated[float, Field(gt=0)]


class Platform(BaseModel):
    """Flex Consumption and the Functions host. The first four are read from host.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_size: _Count
    new_batch_threshold: Annotated[int, Field(ge=0)]
    poll_seconds: _Seconds
    timeout_seconds: _Seconds
    instances_max: _Count = 40
    """maximumInstanceCount as infra/main.bicep has it, which holds for each group of functions by itself."""
    instances_added_max: _Count = 4
    """At a time (facts: azure §1, Scale)."""
    look_seconds: _Seconds = 10
    """How often the queue's length is looked at. Nowhere promised: some seconds are observed."""
    start_seconds: _Seconds = 5
    """From the decision to an instance's first item; of it about one second are our own imports (bench mail)."""
    idle_seconds: _Seconds = 60
    """An instance that had nothing to do for so long goes, where fewer are wanted."""
    counts_hidden: bool = False
    """Whether delayed items count as waiting for the scale controller. Not known; those idle instances bill nothing."""


def platform_of(**others: float) -> Platform:
    """Return the platform with host.json's numbers, and others replaced.

    Raises:
        ValidationError: names the field and what was expected.
    """
    host = json.loads((Path(ROOT) / "host.json").read_text())
    queues = host["extensions"]["queues"]
    told = {
        "batch_size": queues["batchSize"],
        "new_batch_threshold": queues["newBatchThreshold"],
        "poll_seconds": _seconds(queues["maxPollingInterval"]),
        "timeout_seconds": _seconds(host["functionTimeout"]),
    }
    return Platform.model_validate(told | others)


def _seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3_600 + int(minutes) * 60 + float(seconds)
