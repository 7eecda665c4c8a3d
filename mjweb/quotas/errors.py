"""What a purse may answer."""

from __future__ import annotations

from datetime import datetime


class NotEnough(Exception):
    """The hold does not fit: `needed` and `left` in thousandths, `resets` when the window ends.

    Of several purses it speaks of the narrowest; `of_key` says that it is the one of the API key.
    """

    def __init__(self, needed: int, left: int, resets: datetime, *, of_key: bool = False) -> None:
        super().__init__(f"needs {needed}, {left} left")
        self.needed, self.left, self.resets, self.of_key = needed, left, resets, of_key

    def of_all(self, needed: int, held: int) -> NotEnough:
        """The same for all jobs of a press: they need `needed`, and `held` of it was held when one did not fit."""
        return NotEnough(needed, self.left + held, self.resets, of_key=self.of_key)
