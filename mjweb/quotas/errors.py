"""What a purse may answer."""

from __future__ import annotations

from datetime import datetime


class NotEnough(Exception):
    """The hold does not fit: `needed` and `left` in thousandths, `resets` when the window ends."""

    def __init__(self, needed: int, left: int, resets: datetime) -> None:
        super().__init__(f"needs {needed}, {left} left")
        self.needed, self.left, self.resets = needed, left, resets
