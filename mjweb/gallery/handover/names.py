"""Names of files that leave the house: plain letters, so that every system takes them, whatever a prompt says."""

from __future__ import annotations

from django.utils.text import slugify

from jobs.models import Picture

_LONGEST = 60


def name_of(picture: Picture) -> str:
    """The first words of the prompt and the picture's number, which makes it the only one: 'a-cat-12.png'.

    Letters, figures and hyphens are no path, and with the number behind it no word is one that Windows keeps for
    itself.
    """
    words = slugify(picture.job.title[:400])[:_LONGEST].strip("-_") or "picture"
    return f"{words}-{picture.pk}.{picture.extension}"
