"""Policy: what holds now, where from, and what each change was."""

from admin.console import Console
from admin.names import mailbox_names
from admin.rendering import page
from admin.web import PageRequest, PageResponse
from sync_core import limits
from sync_core.policy import Policy
from sync_core.policy_reference import rules_of


async def shown(request: PageRequest, console: Console) -> PageResponse:
    """Return the page."""
    version = await console.policies.current()
    versions = await console.policies.versions(limits.POLICY_VERSIONS_SHOWN)
    rules = rules_of(Policy.parse(dict(version.document)))
    values = {
        "version": version,
        "versions": versions,
        "rules": rules,
        "names": await mailbox_names(console),
    }
    return page(request, "policy.html", values)
