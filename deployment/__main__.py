"""python -m deployment template [--check]"""

import argparse
import json
import sys
from pathlib import Path

_INFRA = Path(__file__).resolve().parents[1] / "infra"
TEMPLATE = _INFRA / "azuredeploy.json"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 when it was done, 1 when it was refused."""
    asked = _parser().parse_args(arguments)
    return int(asked.act(asked))


def template(asked: argparse.Namespace) -> int:
    """Write infra/azuredeploy.json from the Bicep files, or say whether it is what they give."""
    from deployment.template import compiled

    told = json.dumps(compiled(_INFRA / "resources.bicep"), indent=2, ensure_ascii=False) + "\n"
    if not asked.check:
        TEMPLATE.write_text(told)
        print(f"wrote {TEMPLATE.name}")
        return 0
    if TEMPLATE.read_text() == told:
        return 0
    print(f"{TEMPLATE.name} is not what the Bicep files give: run `make template`", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deployment", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    made = commands.add_parser("template", help=template.__doc__)
    made.add_argument("--check", action="store_true", help="write nothing")
    made.set_defaults(act=template)
    return parser


if __name__ == "__main__":
    sys.exit(main())
