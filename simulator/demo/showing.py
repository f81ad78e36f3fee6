"""What a demonstration shows in the terminal: steps, a progress bar in numbers, one line an arriving mail."""

import sys
from datetime import datetime

_BAR_CHARACTERS = 28


class Terminal:
    """Standard output; the bar moves only where somebody looks at a terminal."""

    def __init__(self) -> None:
        self._moves = sys.stdout.isatty()
        self._shown = -1

    def say(self, line: str) -> None:
        """Print one line."""
        print(line, flush=True)

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far something is; without a terminal, a line every tenth of the way."""
        share = min(1.0, done / total) if total else 0.0
        told = f"{what:<10} {_bar(share)} {share:4.0%}  {done:,} of {total:,} messages"
        if self._moves:
            print(f"\r{told}", end="", flush=True)
        elif int(share * 10) != self._shown:
            self._shown = int(share * 10)
            print(told, flush=True)

    def end_progress(self) -> None:
        """Let the next line stand below the bar."""
        if self._moves:
            print(flush=True)

    def arrived(self, at: datetime, what: str, became: str) -> None:
        """Print what arrived and what became of it."""
        self.say(f"{at.astimezone():%H:%M:%S}  {what}: {became}")


def _bar(share: float) -> str:
    filled = round(share * _BAR_CHARACTERS)
    return f"[{'#' * filled}{'.' * (_BAR_CHARACTERS - filled)}]"
