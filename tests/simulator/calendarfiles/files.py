"""Calendar files made for a test."""

from pathlib import Path


def calendar_file(folder: Path, *events: str, head: str = "") -> Path:
    """Write a .ics file of some events, each given as its lines without BEGIN and END."""
    blocks = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    path = folder / "made.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{blocks}END:VCALENDAR\n")
    return path
