"""Which messages are scored for sentiment: what clients write to the firm, by hand, in words of their own."""

from sync_core.mail import Direction
from sync_core.rules import MailRules
from sync_core.screening import Screened


def is_scored(screened: Screened, new_text: str, rules: MailRules) -> bool:
    """Return whether a message gets a sentiment by the policy."""
    rule = rules.mail.sentiment
    if rule.engine == "off" or screened.message.is_automated or not new_text.strip():
        return False
    return screened.direction is Direction.INBOUND or not rule.inbound_only
