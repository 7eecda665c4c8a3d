"""Static files as they are sent: scripts go without their comments and layout, which are for readers of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Whole lines only: within a line, what looks like a comment may stand in a string.
_LEFT_OUT = re.compile(rb"^[ \t]*(?://.*)?(?:\n|$)|^[ \t]+", re.MULTILINE)
# Our own alone: Django's switch for all of them stumbles over what others import.
_IMPORTS = ("js/*.js", ((r"""(?P<matched>(?P<word>from |import\()["'](?P<url>\./[^"']+)["'])""", '%(word)s"%(url)s"'),))


def tight(script: bytes) -> bytes:
    """The same script without lines that are comments, empty lines and indents. No text of it spans several lines."""
    return _LEFT_OUT.sub(b"", script)


class Sources:
    """A storage of sources whose scripts are read tight."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def open(self, path: str) -> ContentFile[bytes]:
        with self._storage.open(path) as file:
            return ContentFile(tight(file.read()))


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Names by content, packed beforehand, in the imports of scripts too; our own scripts tight."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, _IMPORTS)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        tightened = {
            name: (Sources(storage), path) if name.startswith("js/") else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(tightened, dry_run, **options)
