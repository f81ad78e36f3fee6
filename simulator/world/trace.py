"""What happened in one world, in order: hashed always, kept as text on demand."""

from hashlib import blake2b


class Trace:
    """The world's diary. Two lives of one seed have one and the same."""

    def __init__(self, keep: bool = False) -> None:
        self._hash = blake2b(digest_size=16)
        self._keep = keep
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        """Write one line."""
        self._hash.update(line.encode("utf-8", "backslashreplace") + b"\n")
        if self._keep:
            self.lines.append(line)

    def digest(self) -> str:
        """Return what tells this life from every other one."""
        return self._hash.hexdigest()
