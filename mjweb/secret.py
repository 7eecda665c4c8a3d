"""What the site keeps secret of its own: each made once, kept in the data folder for its owner's eyes only."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """What signs: the key in `home/secret_key`."""
    return _kept(home / "secret_key", secrets.token_urlsafe(64))


def seal_key(home: Path) -> str:
    """What keys of other services are sealed with (see mjweb.seal): the key in `home/seal_key`."""
    return _kept(home / "seal_key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _kept(path: Path, fresh: str) -> str:
    """Return what the file holds, making it (mode 0600) of `fresh` when there is none.

    Two first starts at once agree: the file appears whole or not at all, and the loser reads the winner's.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(handle, fresh.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
