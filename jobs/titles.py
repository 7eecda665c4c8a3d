"""What a job is called on pages: its words, or for one that has none the pictures it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def title(text: str, prompt: str, facts: Mapping[str, Any]) -> str:
    """'a lighthouse in fog', 'Blend of 3 pictures', 'Description of a picture'.

    `text` is the prompt without its parameters, `facts` what is kept of a job; what follows a blend is called as it is.
    """
    if not text and facts.get("references"):
        count = int(facts["references"])
        return ngettext("%(n)d reference without words", "%(n)d references without words", count) % {"n": count}
    if text or prompt:
        return text or prompt
    count = int(facts.get("pictures", 0))
    if count == 1:
        return _("Description of a picture")
    return _("Blend of %(n)d pictures") % {"n": count} if count else _("A job without words")
