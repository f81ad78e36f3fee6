"""Gives the app's identity the least permissions of Microsoft Graph, and takes back what defeats them."""

from collections.abc import Collection, Iterator

from deployment.grants.directory import Directory
from deployment.grants.roles import Plan, planned


class NotGranted(Exception):
    """The permissions are not what they should be."""


def arrange(
    directory: Directory, principal: str, wanted: Collection[str], *, applies: bool, revokes: bool
) -> Iterator[str]:
    """Bring an identity's permissions to what is wanted, and yield a line for each.

    Args:
        directory: the tenant's.
        principal: object id of the identity's service principal.
        wanted: names of permissions.
        applies: False: changes nothing, tells what would be changed.
        revokes: whether to take back what is not wanted; otherwise it is an error where it stands.

    Raises:
        Refused: Entra ID did not do it.
        NotGranted: a permission is unknown; or one too many, or too few, stands after all.
    """
    graph = directory.graph()
    unknown = sorted(set(wanted) - set(graph.roles))
    if unknown:
        raise NotGranted(f"Microsoft Graph knows no permission {', '.join(unknown)}")
    held = directory.granted(principal, graph)
    plan = planned(wanted, held)
    yield from _told(plan, applies=applies, revokes=revokes)
    if applies:
        for role in plan.grant:
            directory.grant(principal, graph, role)
        for role in plan.revoke if revokes else ():
            directory.revoke(principal, held[role])
        plan = planned(wanted, directory.granted(principal, graph))
        if plan.grant:
            raise NotGranted(
                f"still missing: {', '.join(plan.grant)}. The directory may show a grant late: run it again"
            )
    if plan.revoke and not (revokes and not applies):
        raise NotGranted(
            f"more than is needed: {', '.join(plan.revoke)}. A permission of the whole tenant defeats "
            "a scope of mailboxes; --revoke takes it back"
        )


def _told(plan: Plan, *, applies: bool, revokes: bool) -> Iterator[str]:
    would = "" if applies else "would "
    yield from (f"keep    {role}" for role in plan.kept)
    yield from (f"{would}grant   {role}" for role in plan.grant)
    yield from (f"{would}revoke  {role}" for role in plan.revoke if revokes)
