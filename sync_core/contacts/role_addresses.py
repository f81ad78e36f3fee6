"""Addresses of offices rather than people: whoever has one may be anybody there."""

import re

from sync_core.mail import Address

_WORDS = re.compile(r"[^a-z]+")
_ROLES = frozenset(
    (
        *("info", "information", "office", "buero", "contact", "kontakt", "mail", "email", "hello"),
        *("team", "admin", "administrator", "webmaster", "postmaster", "hostmaster", "abuse"),
        *("sales", "verkauf", "vertrieb", "einkauf", "purchasing", "orders", "order", "shop"),
        *("support", "service", "services", "help", "helpdesk", "hotline", "customerservice"),
        *("billing", "invoice", "invoices", "rechnung", "rechnungen", "buchhaltung", "accounting"),
        *("accounts", "finance", "payroll", "payments", "hr", "jobs", "careers", "bewerbung"),
        *("personal", "recruiting", "marketing", "press", "presse", "media", "pr", "news"),
        *("newsletter", "noreply", "donotreply", "legal", "compliance", "privacy", "datenschutz"),
        *("reception", "empfang", "frontdesk", "zentrale", "secretary", "sekretariat"),
        *("secretariat", "enquiries", "inquiries", "enquiry", "inquiry", "post", "all", "alle"),
        *("family", "familie", "kanzlei", "ordination", "praxis", "reservations", "booking"),
    )
)
_PAIRS = frozenset({("no", "reply"), ("do", "not"), ("front", "desk"), ("customer", "service")})


def is_role_address(address: Address) -> bool:
    """Return whether an address begins as an office's does: info@, sales.uk@, no-reply@."""
    words = [word for word in _WORDS.split(address.rpartition("@")[0]) if word]
    return bool(words) and (words[0] in _ROLES or tuple(words[:2]) in _PAIRS)
