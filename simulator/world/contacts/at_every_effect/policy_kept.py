"""The policy is kept: nothing is written on a side, in a field or by an operation that it does not let through."""

from collections.abc import Iterable

from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from sync_core.reconcile.pairs import Writing
from sync_core.reconcile.sides import Side


def is_allowed(scene: Scene, where: str, side: Side, writing: Writing) -> None:
    """Check that an operation is let through on a side."""
    settings = scene.settings
    if "prevented" not in settings.changed:
        is_prevented = writing.value in settings.prevented[side]
        require(not is_prevented, f"{where}: the policy prevents this")
    lets = {"two_way": tuple(Side), "to_crm": (Side.CRM,), "to_outlook": (Side.OUTLOOK,)}
    require(side in lets[settings.direction], f"{where}: the policy lets nothing flow there")


def fields_flow(scene: Scene, where: str, fields: Iterable[str], side: Side) -> None:
    """Check that a field flows the way it is written."""
    wrong = ("none", "to_outlook" if side is Side.CRM else "to_crm")
    for name in fields:
        is_wrong = scene.settings.flow_of(name) in wrong
        require(not is_wrong, f"{where}: {name} flows to {side}")
