"""`python -m bench NAME [--json] ...`: run one benchmark and print its figures."""

import importlib
import json
import sys

_NAMES = ("mail", "calendar", "contacts", "sentiment", "cost", "scale")


def main(words: list[str]) -> int:
    """Run the benchmark named by the first word; return the process's exit code."""
    arguments = [w for w in words if w != "--json"]
    if not arguments or arguments[0] not in _NAMES:
        print(f"usage: python -m bench {{{','.join(_NAMES)}}} [--json] [options]", file=sys.stderr)
        return 2
    told = importlib.import_module(f"bench.{arguments[0]}").run(arguments[1:])
    print(json.dumps(told, indent=None if "--json" in words else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
