"""JSON: the policy, its versions and schema, and the one way to change it."""

import re
from typing import Any

from admin.console import Console
from admin.policy_change import change, plan
from admin.refusals import Refused
from admin.web import PageRequest, PageResponse
from admin.who import object_id_of
from flows.ports.policy_store import PolicyVersion
from sync_core import limits
from sync_core.policy import Policy
from sync_core.policy_changes import filled
from sync_core.presets import PRESETS

NAME_CHARACTERS_MAX = 200
"""Longer than any name; what a local host keeps of one is cut there."""
_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


async def current(_request: PageRequest, console: Console) -> PageResponse:
    """Return the policy in force, defaults written out; its ETag is what a change must show."""
    return _answered(await console.policies.current())


async def put(request: PageRequest, console: Console) -> PageResponse:
    """Make the document in the body the policy.

    `If-Match` holds the version the change was made from, so that two people never overwrite each
    other unseen. Who it was is the object id of who is signed in.
    """
    version = await change(console, request.json(), _expected(request), _who(request))
    return _answered(version)


async def check(request: PageRequest, console: Console) -> PageResponse:
    """Return what the document in the body would change; changes nothing."""
    planned = await plan(console, request.json())
    return PageResponse.json(
        {
            "version": planned.current.number,
            "changes": list(planned.changes),
            "document": filled(planned.policy),
        }
    )


async def versions(_request: PageRequest, console: Console) -> PageResponse:
    """Return the last versions, newest first, with who, when and the difference."""
    found = await console.policies.versions(limits.POLICY_VERSIONS_SHOWN)
    return PageResponse.json({"versions": [_version(version) for version in found]})


async def schema(_request: PageRequest, _console: Console) -> PageResponse:
    """Return the JSON Schema of a policy document."""
    return PageResponse.json(Policy.model_json_schema())


async def presets(_request: PageRequest, _console: Console) -> PageResponse:
    """Return documents that reproduce known products, each to begin a policy with."""
    told = [
        {"name": name, "text": preset.text, "document": preset.document}
        for name, preset in PRESETS.items()
    ]
    return PageResponse.json({"presets": told})


def _answered(version: PolicyVersion) -> PageResponse:
    return PageResponse.json(_version(version), ETag=f'"{version.number}"')


def _version(version: PolicyVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "changed_by": version.changed_by,
        "changed_at": version.changed_at.isoformat() if version.changed_at else None,
        "difference": list(version.difference),
        "document": filled(Policy.parse(dict(version.document))),
    }


def _expected(request: PageRequest) -> int:
    told = request.header("if-match").strip()
    found = _ETAG.fullmatch(told)
    if found is None:
        message = 'If-Match must hold the version the change was made from, for example "3".'
        raise Refused(428 if not told else 400, "version_needed", message)
    return int(found.group(1))


def _who(request: PageRequest) -> str:
    """Return the object id of who changes the policy; on a local host, where nobody is known, what `who` says."""
    return object_id_of(request) or request.asked("who")[:NAME_CHARACTERS_MAX]
