"""What people made of a picture in the gallery: room for tags, grades, favourites and collections."""

from __future__ import annotations

from typing import Any

from jobs.models import Picture
from mjweb.accounts.models import User


def of(picture: Picture, user: User) -> dict[str, Any]:
    """As an archive of `user` says it."""
    return {"favourite": False, "grade": None, "tags": [], "collections": []}
