"""Words of VADER's lexicon that carry no feeling in a firm's mail and are taken out of it.

VADER was made for social media: there "trust", "interest", "share" and "credit" are kind words, in a
client's mail they are what the mail is about; "dear" and "please" are how every mail is written.
Chosen by meaning, not fitted to any labelled set; docs/decisions/0005-local-sentiment.md has the figures.
"""

FORMULAS = frozenset(("dear", "please", "sincerely"))
"""Politeness that every mail has, the angry one too."""

MATTERS = frozenset(
    (
        "agreement",
        "agreements",
        "alert",
        "asset",
        "assets",
        "benefit",
        "benefits",
        "certain",
        "charges",
        "commitment",
        "commitments",
        "credit",
        "credits",
        "debt",
        "gross",
        "interest",
        "interests",
        "liability",
        "original",
        "securities",
        "security",
        "share",
        "shared",
        "shares",
        "sharing",
        "trust",
        "trusts",
        "united",
        "value",
        "values",
        "vested",
    )
)
"""What advisers', lawyers' and account managers' mail is about."""

WITHOUT_FEELING = FORMULAS | MATTERS
