"""New addresses for pictures and uploads: the old ones are dead at once; who may still see them gets the new ones."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection

from jobs.models import Input, Job, Picture, Upload
from jobs.models.job import JobQuerySet
from jobs.models.picture import PictureQuerySet, new_token
from jobs.models.upload import UploadQuerySet


def renew(rows: PictureQuerySet | UploadQuerySet, told: JobQuerySet) -> None:
    """Give each of the rows another token, so that whoever knew the old addresses has none of the new.

    Prompts hold the addresses of the references they name: those of the jobs `told` are written anew, or these could
    neither run nor be asked for again. All other prompts keep the dead ones. Call it in a transaction.
    """
    table = Picture._meta.db_table if rows.model is Picture else Upload._meta.db_table
    old = dict(rows.values_list("pk", "token"))
    new = {pk: new_token() for pk in old}
    used: dict[int, list[int]] = defaultdict(list)
    name = "picture" if rows.model is Picture else "upload"
    inputs = Input.objects.filter(**{f"{name}__in": rows}, job__in=told)
    for job, source in inputs.values_list("job_id", f"{name}_id"):
        used[job].append(source)
    # Written out: a hundred thousand rows, one statement each, are a matter of seconds.
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET token = %s WHERE id = %s",  # noqa: S608  # no word of it comes from outside
            [(token, pk) for pk, token in new.items()],
        )
    for job in Job.objects.filter(pk__in=used).only("prompt", "text").iterator():
        prompt, text = job.prompt, job.text
        for pk in used[job.pk]:
            prompt, text = prompt.replace(old[pk], new[pk]), text.replace(old[pk], new[pk])
        Job.objects.filter(pk=job.pk).update(prompt=prompt, text=text)
