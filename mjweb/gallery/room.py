"""What was said of a picture in a review, as pages show it, and the guest in front of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from mjweb.gallery.gate import PATH, cookie_of
from mjweb.gallery.models import Guest, Link, LinkedPicture, Opinion, Remark, Ruling

LIFE = 90 * 24 * 3600  # seconds for which a browser is known for its guest
_SALT = "mjweb.gallery.room"


@dataclass(slots=True)
class Thread:
    """A comment with its number on the picture, and what was answered."""

    number: int
    remark: Remark
    replies: list[Remark] = field(default_factory=list)

    @property
    def has_pin(self) -> bool:
        return self.remark.x is not None and self.remark.y is not None


@dataclass(frozen=True, slots=True)
class Said:
    """All of one picture."""

    threads: list[Thread]
    opinions: list[Opinion]

    @property
    def pins(self) -> list[Thread]:
        return [one for one in self.threads if one.has_pin]

    @property
    def open(self) -> int:
        return sum(one.remark.resolved_at is None for one in self.threads)


def said_of(pictures: Iterable[LinkedPicture]) -> dict[int, Said]:
    """By the id of each linked picture; two queries however many there are."""
    found = {one.pk: Said([], []) for one in pictures}
    threads: dict[int, Thread] = {}
    for remark in Remark.objects.filter(shown__in=found).select_related("guest", "user").order_by("pk"):
        if remark.answers_id is None:
            mine = found[remark.shown_id].threads
            threads[remark.pk] = Thread(len(mine) + 1, remark)
            mine.append(threads[remark.pk])
        elif remark.answers_id in threads:
            threads[remark.answers_id].replies.append(remark)
    for opinion in Opinion.objects.filter(shown__in=found).select_related("guest").order_by("pk"):
        found[opinion.shown_id].opinions.append(opinion)
    return found


def parts(link: Link, shown: LinkedPicture, guest: Guest | None) -> dict[str, Any]:
    """What the parts of a guest's page are made of."""
    said = said_of([shown])[shown.pk]
    own = next((one.ruling for one in said.opinions if guest is not None and one.guest_id == guest.pk), "")
    return {"link": link, "shown": shown, "guest": guest, "review": said, "own": own, "rulings": Ruling.choices}


def guest_of(request: HttpRequest, link: Link) -> Guest | None:
    """Who is in front of this browser, by its signed cookie."""
    try:
        told = signing.TimestampSigner(salt=_SALT).unsign(request.COOKIES.get(_cookie(link), ""), max_age=LIFE)
    except signing.BadSignature:
        return None
    return Guest.objects.filter(link=link, pk=int(told)).first()


def remember(response: HttpResponseBase, guest: Guest) -> None:
    """Let the browser be known for this guest, in this link alone."""
    response.set_cookie(
        _cookie(guest.link),
        signing.TimestampSigner(salt=_SALT).sign(str(guest.pk)),
        max_age=LIFE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(link: Link) -> str:
    return cookie_of(link).replace("link", "guest", 1)
