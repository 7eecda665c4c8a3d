"""What lay in the bin for thirty days goes for good: its files, not its row, so that its address says so."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jobs.models import Picture, Upload
from jobs.models.picture import KEPT_IN_BIN, Part
from jobs.storage import Vault

log = logging.getLogger(__name__)

# Later than nobody can restore it any more, so that no one who does so meets a picture without its file.
AFTER = KEPT_IN_BIN + timedelta(hours=1)
AT_ONCE = 200


def purge() -> int:
    """Purge what is due, so many at once; how many that were.

    Files go first: whoever dies between leaves a picture that is purged again. A file that another picture or upload
    has as well stays, and so does one that somebody is bringing home at this moment.
    """
    now = timezone.now()
    due = Picture.objects.filter(binned_at__lt=now - AFTER, purged_at=None)
    count = 0
    for picture in due.order_by("binned_at")[:AT_ONCE]:
        if _is_needed(picture) or all(_discard(name) for name in picture.names):
            count += _let_go(picture)
    if count:
        log.info("%d pictures went from the bin for good", count)
    return count


@transaction.atomic
def _let_go(picture: Picture) -> int:
    """Write down that it is purged. With the last tile of a grid the file of all four has to go too."""
    count = Picture.objects.filter(pk=picture.pk, purged_at=None).update(purged_at=timezone.now())
    of_job = Picture.objects.filter(job=picture.job_id)
    if picture.part == Part.TILE and not of_job.filter(part=Part.TILE, purged_at=None).exists():
        of_job.filter(part=Part.GRID, binned_at=None).update(binned_at=picture.binned_at)
    return count


def _is_needed(picture: Picture) -> bool:
    twins = Picture.objects.filter(sha256=picture.sha256, purged_at=None).exclude(pk=picture.pk)
    uploads = Upload.objects.filter(Q(sha256=picture.sha256) | Q(clean_sha256=picture.sha256))
    return twins.exists() or uploads.exists()


def _discard(name: str) -> bool:
    """Remove a file; False where it has to be tried again later."""
    if isinstance(default_storage, Vault):
        return default_storage.discard(name)
    default_storage.delete(name)
    return True
