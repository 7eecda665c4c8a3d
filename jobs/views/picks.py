"""Pictures that a form can take: what its person brings now, brought before, and what stands in the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import privacy, uploads
from jobs.errors import BadPicture
from jobs.models import Picture, Upload
from jobs.references import Source
from jobs.views.tiles import tile_of
from mjweb.accounts.models import User
from mjweb.bodies import MOST_WITH_PICTURES

# So many of each kind are offered; whatever else the gallery has comes by the link on its page.
RECENT = 12
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Pick:
    """One picture as a form shows it: `value` is what the form sends, 'u7' for an upload and 'p7' for a picture."""

    origin: Source
    value: str
    label: str

    @property
    def src(self) -> str:
        """In small."""
        return self.origin.url_320

    @property
    def name(self) -> str:
        """The name of its file in the vault."""
        return self.origin.clean_name if isinstance(self.origin, Upload) else self.origin.name

    @property
    def url(self) -> str:
        return self.origin.url

    @property
    def colour(self) -> str:
        return self.origin.colour


def chunks(name: str) -> Iterator[bytes]:
    """A file of the vault. Raises BadPicture where it is gone."""
    try:
        with default_storage.open(name) as file:
            yield from file.chunks(CHUNK)
    except FileNotFoundError:
        raise BadPicture("its file is not there any more") from None


def of(source: Source, user: User) -> Pick:
    return of_picture(source, user) if isinstance(source, Picture) else of_upload(source)


def of_upload(upload: Upload) -> Pick:
    day = date_format(timezone.localtime(upload.created_at), "j F, H:i")
    return Pick(upload, f"u{upload.pk}", _("Brought on %(day)s") % {"day": day})


def of_picture(picture: Picture, user: User) -> Pick:
    return Pick(picture, f"p{picture.pk}", tile_of(picture, privacy.told(picture.job, user).title).alt)


def pick(user: User, value: str) -> Pick:
    """What a form or an address names. Raises Http404 for what is not there, or not for this person."""
    kind, number = value[:1], value[1:]
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise Http404
    if kind == "u":
        upload = Upload.objects.of(user).filter(pk=number).first()
        if upload is not None:
            return of_upload(upload)
    elif kind == "p":
        picture = Picture.objects.visible_to(user).shown().select_related("job").filter(pk=number).first()
        if picture is not None:
            return of_picture(picture, user)
    raise Http404


def named(user: User, query: QueryDict, most: int) -> list[Pick]:
    """The pictures in an address (`?picture=12&picture=15`). Raises Http404 when there are some and none is there."""
    found = []
    numbers = list(dict.fromkeys(query.getlist("picture")))
    for number in numbers:
        try:
            found.append(pick(user, f"p{number}"))
        except Http404:
            continue
    if numbers and not found:
        raise Http404
    return found[-most:]


def said(name: str, error: BadPicture) -> str:
    """What is wrong with a picture, which is called by the name of its file or by its label."""
    reason = error.message.partition(" (")[0]
    return _("%(name)s: %(reason)s.") % {"name": Truncator(name).chars(60), "reason": reason}


def keep(user: User, file: UploadedFile[bytes]) -> Upload:
    """Keep a file of a form. Raises BadPicture."""
    return uploads.take(user, file.chunks(CHUNK))


@dataclass
class Tray:
    """The pictures of one form: those chosen, in their order, and what is wrong with the others."""

    user: User
    most: int
    chosen: list[Pick] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, user: User, data: QueryDict, files: MultiValueDict[str, UploadedFile[bytes]], most: int) -> Tray:
        """What a form sends: `given` names pictures, `files` are new ones (f0, f1, …), `order` is the order of all.

        New pictures are kept at once, so that a form that comes back still has them. Raises Http404.
        """
        tray = cls(user, most)
        brought = files.getlist("files")
        found = {value: pick(user, value) for value in dict.fromkeys(data.getlist("given"))}
        if most == 1 and brought:
            found = {}  # what was brought last is meant
        for number, file in enumerate(brought):
            if len(found) >= most:
                tray.errors.append(tray.left_out(brought[number:]))
                break
            try:
                found[f"f{number}"] = of_upload(keep(user, file))
            except BadPicture as error:
                tray.errors.append(said(file.name or "", error))
        order = {value: place for place, value in enumerate(data.get("order", "").split(","))}
        values = sorted(found, key=lambda value: order.get(value, len(order)))
        tray.chosen = list({found[value].value: found[value] for value in values}.values())
        return tray

    def left_out(self, files: Sequence[UploadedFile[bytes]]) -> str:
        names = ", ".join(Truncator(file.name or "").chars(60) for file in files[:5])
        pattern = ngettext(
            "Only %(n)d picture fits. Left out: %(names)s.", "Only %(n)d pictures fit. Left out: %(names)s.", self.most
        )
        return pattern % {"n": self.most, "names": names}

    @property
    def sources(self) -> tuple[Source, ...]:
        """What a job is given."""
        return tuple(one.origin for one in self.chosen)

    # What the page shows --------------------------------------------------------------------------------------------

    @property
    def most_bytes(self) -> int:
        """Of one picture."""
        return int(settings.MOST_UPLOAD)

    @property
    def most_mb(self) -> int:
        return self.most_bytes // 1_000_000

    @property
    def most_together(self) -> int:
        """Of all that come at once, in bytes; some are left for the fields between them."""
        return MOST_WITH_PICTURES - 100_000

    @property
    def is_single(self) -> bool:
        return self.most == 1

    @property
    def empty(self) -> range:
        """The places that are still free."""
        return range(self.most - len(self.chosen))

    @property
    def choices(self) -> list[tuple[Pick, bool]]:
        """Those chosen first, then the person's latest pictures and what they brought lately."""
        chosen = [one.value for one in self.chosen]
        rest = [one for one in (*recent_pictures(self.user), *recent_uploads(self.user)) if one.value not in chosen]
        return [(one, True) for one in self.chosen] + [(one, False) for one in rest]


def recent_uploads(user: User) -> list[Pick]:
    return [of_upload(upload) for upload in Upload.objects.of(user).recent()[:RECENT]]


def recent_pictures(user: User) -> list[Pick]:
    found = Picture.objects.shown().filter(user_id=user.pk).select_related("job").newest_first()
    return [of_picture(picture, user) for picture in found[:RECENT]]
