"""The vault: files named by their content, written so that they are whole or not there."""

from __future__ import annotations

import logging
import os
import secrets
import time
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

from jobs import faults

log = logging.getLogger(__name__)

DRAFTS = ".drafts"  # the folder of what is being written; in the vault, since a rename does not leave its disk
ABANDONED = 3600.0  # seconds since the last byte after which nobody is writing it any more


class Vault(FileSystemStorage):
    """A file storage whose `save` survives a power cut: a draft, fsync, rename, fsync of the folder.

    Names are content addresses, so a file that is there already is the same file.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]  # Django's stubs leave File open here
        path = Path(self.path(name))
        if _is_needed_from_now_on(path):
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._drafts.mkdir(exist_ok=True)
        draft = self._drafts / f"{path.name}.{secrets.token_hex(6)}"
        try:
            with draft.open("wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                    faults.disk()
                out.flush()
                os.fsync(out.fileno())
            faults.at("renaming")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def discard(self, name: str) -> bool:
        """Remove a file that nothing needs; False for one that somebody saved just now, whose row is still to come.

        It is taken out of its place before it is looked at: who saves it from then on finds none and writes it anew.
        """
        path = Path(self.path(name))
        self._drafts.mkdir(parents=True, exist_ok=True)
        taken = self._drafts / f"{path.name}.{secrets.token_hex(6)}"
        before = time.time() - ABANDONED
        try:
            if path.stat().st_mtime > before:
                return False
            path.replace(taken)
        except FileNotFoundError:
            return True
        if _touched(taken) > before:
            taken.replace(path)
            return False
        taken.unlink(missing_ok=True)
        return True

    def sweep(self) -> int:
        """Remove the drafts that killed processes left; how many there were. Pictures are in other folders."""
        if not self._drafts.is_dir():
            return 0
        before = time.time() - ABANDONED
        old = [draft for draft in self._drafts.iterdir() if _touched(draft) < before]
        for draft in old:
            draft.unlink(missing_ok=True)
        return len(old)

    @property
    def _drafts(self) -> Path:
        return Path(self.location) / DRAFTS


def sweep() -> None:
    """Sweep the vault of the site. A disk that refuses is for those to meet who write to it."""
    if not isinstance(default_storage, Vault):  # a storage of the operator's own
        return
    try:
        if count := default_storage.sweep():
            log.info("%d files that were never finished are removed from the vault", count)
    except OSError:
        log.exception("the vault could not be swept")


def _is_needed_from_now_on(path: Path) -> bool:
    """Whether the file is there, and let `discard` know that somebody needs it. It never makes an empty one."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _touched(draft: Path) -> float:
    """When it was written to last; one that has just been finished was so now."""
    try:
        return draft.stat().st_mtime
    except FileNotFoundError:
        return time.time()
