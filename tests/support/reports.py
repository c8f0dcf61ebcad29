"""Tables that a test run prints at its end and leaves below .local/reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".local" / "reports"

_made: list[str] = []


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Collect a table for the end of the run; its first column is flush left, the others right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    text(title, "\n".join(lines))


def text(title: str, said: str) -> None:
    """Collect a text for the end of the run, and below its title in a file."""
    whole = f"{title}\n\n{said}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{title.lower().replace(' ', '-')}.txt").write_text(whole + "\n")
    _made.append(whole)


def made() -> list[str]:
    """Return the tables of this run."""
    return _made
