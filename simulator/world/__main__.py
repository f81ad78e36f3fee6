"""`python -m simulator world` and `python -m simulator.world`."""

import sys

from simulator.world.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
