"""What is published of the policy is what the code holds."""

import json
from pathlib import Path

from admin.command.reference import reference
from sync_core.policy import Policy
from sync_core.policy_reference import entry_fields, rules_of
from tests.admin.asking import call
from tests.admin.firm import Firm

DOCS = Path(__file__).parents[2] / "docs"


def test_the_published_schema_is_the_codes() -> None:
    published = json.loads((DOCS / "policy-schema.json").read_text())

    assert published == Policy.model_json_schema(), (
        "python -m admin policy schema > docs/policy-schema.json"
    )


def test_the_published_reference_is_the_models() -> None:
    published = (DOCS / "policy-reference.md").read_text()

    assert published == reference(), "python -m admin policy reference > docs/policy-reference.md"


def test_every_field_says_what_it_means() -> None:
    silent = [r.path for r in (*rules_of(Policy()), *entry_fields()) if not r.meaning]

    assert silent == []


async def test_the_schema_is_served(firm: Firm) -> None:
    assert await call(firm, "GET", "/api/admin/policy/schema") == (200, Policy.model_json_schema())
