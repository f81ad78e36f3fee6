"""What the sender newly wrote in a message: without quoted history, forwards, signature and footers.

Nothing raises, whatever the text; the cost grows with its length alone.
"""

from sync_core import limits
from sync_core.footers import without_footers
from sync_core.quoting import after_headers, history_begins, is_quoted, names_sender_of_next


def new_text(text: str) -> str:
    """Return what the sender newly wrote, never longer than `text`; empty for a bare forward.

    Only the first limits.BODY_CHARACTERS_MAX characters are read. Lines written below or between
    quoted (">") lines are kept. History without quote marks runs to the end of a message, so
    everything after its header is cut.
    """
    lines = [line.strip() for line in text[: limits.BODY_CHARACTERS_MAX].splitlines()]
    own: list[str] = []
    for run in _runs(lines):
        own += without_footers(run)
        own.append("")
    return "\n".join(_single_spaced(own))


def _runs(lines: list[str]) -> list[list[str]]:
    """Return the runs of lines that are nobody else's, in order."""
    runs: list[list[str]] = []
    run: list[str] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        skipped = 0 if not line else _skipped(lines, i)
        if not skipped:
            run.append(line)
            i += 1
            continue
        if run:
            runs.append(run)
            run = []
        i += skipped
    return [*runs, run]


def _skipped(lines: list[str], at: int) -> int:
    """Return how many lines from `at` on are somebody else's; all the rest where history begins."""
    if is_quoted(lines[at]):
        return 1
    header = history_begins(lines, at) or names_sender_of_next(lines, at)
    if not header:
        return 0
    below = after_headers(lines, at + header)
    if below < len(lines) and is_quoted(lines[below]):
        return below - at
    return len(lines) - at


def _single_spaced(lines: list[str]) -> list[str]:
    """Return the lines with at most one empty line between two others and none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept
