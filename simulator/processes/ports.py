"""Ports nobody listens on."""

import socket
from contextlib import ExitStack


def free_ports(number: int) -> tuple[int, ...]:
    """Return so many different ports of this machine that are free now."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return tuple(each.getsockname()[1] for each in sockets)


def port_or_free(wanted: int) -> int:
    """Return this port where nobody listens on it, else another that is free."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", wanted))
        except OSError:
            return free_ports(1)[0]
        return int(tried.getsockname()[1])
