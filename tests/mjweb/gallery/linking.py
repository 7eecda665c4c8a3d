"""What tests of share links share: links of a few pictures, and people who open them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jobs.models import Picture
from mjweb.accounts.by import By
from mjweb.accounts.models import User
from mjweb.gallery.models import Link


def linked(user: User, pictures: Sequence[Picture], **terms: Any) -> Link:
    """A link of theirs that works for a day."""
    usual: dict[str, Any] = {"title": "Autumn", "expires_at": timezone.now() + timedelta(days=1)}
    return Link.objects.make(By(user), user.team, pictures, **{**usual, **terms})


def expire(link: Link) -> None:
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())
