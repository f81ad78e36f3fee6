"""python -m wiring settings: print the reference of all settings, docs/settings.md"""

import argparse
import sys

from wiring.settings_reference import reference


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(prog="python -m wiring", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("settings", help="print docs/settings.md")
    parser.parse_args()
    sys.stdout.write(reference())


if __name__ == "__main__":
    main()
