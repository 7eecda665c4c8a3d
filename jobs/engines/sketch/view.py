"""A view: the rectangle of the world that a picture shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the world: left and top edge, width and height. The first picture covers (0, 0, aspect, 1)."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def whole(cls, aspect: float) -> View:
        """The first picture: as wide as its aspect ratio, one unit high."""
        return cls(0.0, 0.0, aspect, 1.0)

    def grown(self, factor: float) -> View:
        """The view that is `factor` times as wide and high, with this one in its middle."""
        return self.centred(self.width * factor, self.height * factor)

    def centred(self, width: float, height: float) -> View:
        """The view of this width and height with this one in its middle."""
        return View(self.left - (width - self.width) / 2, self.top - (height - self.height) / 2, width, height)

    def extended(self, *, left: float = 0, right: float = 0, up: float = 0, down: float = 0) -> View:
        """This view with so many of its own widths or heights more on each side."""
        return View(
            self.left - left * self.width, self.top - up * self.height,
            self.width * (1 + left + right), self.height * (1 + up + down),
        )  # fmt: skip
