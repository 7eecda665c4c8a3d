"""Reference images: pictures of ours that a prompt points to, as thumbs of the bar and as the text that they become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from jobs.addresses import is_within_reach
from jobs.models import Picture, Role, Upload, Upstream
from jobs.models.picture import reachable
from jobs.prompts import Problem, Prompt, Severity
from jobs.prompts.parse import reference
from jobs.prompts.split import EM_DASH, Flag, split

MOST = 10
"""The most pictures of ours that one prompt may refer to."""

Source = Upload | Picture

# The addresses of the floor of work at which pictures are had: `pictures:original` and `uploads:clean`.
_PATH = re.compile(r"/([pu])/([A-Za-z0-9_-]{43})\.(png|jpg|webp)", re.ASCII)
_EMBEDDED = "sketch"
_FAR = gettext_noop(
    "The image service cannot fetch reference images from {url}: it is not a public https address. Nothing was charged."
)
_MANY = gettext_noop(
    "This prompt refers to {found} pictures of this site, and {most} is the most. Remove some. Nothing was charged."
)
_GONE = gettext_noop("A reference image is not there any more. Remove it and create again. Nothing was charged.")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a role is written: the parameter of its links (none: they open the prompt), that of its weight."""

    links: str
    weight: str


KINDS = {
    Role.IMAGE: Kind("", "iw"),
    Role.STYLE: Kind("sref", "sw"),
    Role.CHARACTER: Kind("cref", "cw"),
    Role.OMNI: Kind("oref", "ow"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A thumb of the bar: the path of its picture, what it is for, and its weight as typed (empty: the usual)."""

    path: str
    role: Role = Role.IMAGE
    weight: str = ""

    @property
    def link(self) -> str:
        """Its whole address, as an image service fetches it."""
        return f"{settings.PUBLIC_URL}{self.path}"

    @property
    def thumbnail(self) -> str:
        """The path of the picture in small, 320 px wide."""
        return f"{self.path.rpartition('.')[0]}-320.webp"


def is_path(text: str) -> bool:
    """Whether this is the path of an upload or of a picture, by its form."""
    return _PATH.fullmatch(text) is not None


def path_in(link: str) -> str:
    """The path within an address of ours; "" for any other address."""
    path = link.removeprefix(settings.PUBLIC_URL)
    return path if path != link and is_path(path) else ""


def host() -> str:
    """Our own host, with its port where it has one of its own."""
    return urlsplit(settings.PUBLIC_URL).netloc.lower()


# From thumbs to text --------------------------------------------------------------------------------------------------


def written(text: str, thumbs: Sequence[Reference]) -> str:
    """The prompt with its references: links of image prompts first, then the words, then the parameters.

    A parameter takes one value of all thumbs of its role: that of the first which has one. What the text says wins:
    its weights stand, and its own --oref, since there can be only one. Links of --sref and --cref join those of the
    text.
    """
    for role, kind in KINDS.items():
        mine = [thumb for thumb in thumbs if thumb.role == role]
        if not mine:
            continue
        links = " ".join(dict.fromkeys(thumb.link for thumb in mine))
        if not kind.links:
            text = _opened(text, links)
        elif not _last(text, kind.links):
            text = _joined(text, f"--{kind.links} {links}")
        elif role is not Role.OMNI:
            at = _last(text, kind.links)
            text = f"{text[:at]} {links}{text[at:]}"
        weight = next((one for thumb in mine if (one := _plain(thumb.weight))), "")
        if weight and not _last(text, kind.weight):
            text = _joined(text, f"--{kind.weight} {weight}")
    return text


def _opened(text: str, links: str) -> str:
    """The text with links before its words; a pasted slash command stays in front of them."""
    command = split(text).command
    begin = command.end if command else 0
    return _joined(text[:begin].rstrip(), links, text[begin:].lstrip())


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _last(text: str, name: str) -> int:
    """Where the last parameter of this name ends, its values not counted; 0 where there is none."""
    found = [match.end() for match in re.finditer(rf"(?:^|\s)(?:--|{EM_DASH}){name}(?=\s|$)", text, re.IGNORECASE)]
    return found[-1] if found else 0


def _plain(weight: str) -> str:
    """One word and no second parameter by way of a value."""
    return next(iter(weight.replace("--", " ").replace(EM_DASH, " ").split()), "")


# From text to thumbs --------------------------------------------------------------------------------------------------


def found(text: str) -> tuple[tuple[Reference, ...], str]:
    """The references to pictures of ours in a prompt, and the prompt without them; `written` puts them back.

    What a thumb cannot say stays in the text: links with a weight of their own, and the weight of a parameter that
    has other links as well.
    """
    if settings.PUBLIC_URL not in text:
        return (), text
    parts = split(text)
    flags = {name: flag for name, flag in parts.by_name.items() if sum(one.name == name for one in parts.flags) == 1}
    thumbs: list[Reference] = []
    cuts: list[tuple[int, int]] = []
    for role, kind in KINDS.items():
        flag = flags.get(kind.links)
        tokens = parts.images if not kind.links else flag.values if flag else ()
        taken = [token for token in tokens if path_in(token.text)]
        if not taken:
            continue
        whole = len(taken) == len(tokens)
        cuts += [flag.span] if flag and whole else [token.span for token in taken]
        weight = flags.get(kind.weight) if whole else None
        if weight is not None and len(weight.values) == 1 and not weight.extra:
            cuts.append(weight.span)
        said = _said(weight)
        thumbs += [Reference(path_in(token.text), role, said) for token in taken]
    return tuple(thumbs), _without(text, cuts)


def _said(weight: Flag | None) -> str:
    return weight.values[0].text if weight and len(weight.values) == 1 and not weight.extra else ""


def _without(text: str, cuts: Iterable[tuple[int, int]]) -> str:
    """The text without these parts and the blanks before them."""
    for start, end in sorted(cuts, reverse=True):
        text = _joined(text[:start].rstrip(), text[end:].lstrip())
    return text


# From text to pictures ------------------------------------------------------------------------------------------------


def named(prompt: Prompt) -> list[tuple[Role, str]]:
    """What a prompt refers to of ours: role and path, in the order of the roles and then as written."""
    return [(role, path) for role, link in _links(prompt) if (path := path_in(link))]


def _links(prompt: Prompt) -> Iterator[tuple[Role, str]]:
    for role, kind in KINDS.items():
        if not kind.links:
            yield from ((role, link) for link in prompt.images)
        elif given := prompt.given(kind.links):
            yield from ((role, reference(word).value) for word in given.values)


def sources(paths: Iterable[str]) -> dict[str, Source]:
    """The pictures behind paths, as far as they are there: the random token in a path is the right to see it."""
    wanted = {match[2]: path for path in paths if (match := _PATH.fullmatch(path))}
    if not wanted:
        return {}
    known: list[Source] = [
        *Upload.objects.filter(reachable(), token__in=wanted),
        *Picture.objects.filter(reachable(), token__in=wanted),
    ]
    return {source.url: source for source in known if wanted[source.token] == source.url}


def problems(asked: Sequence[list[tuple[Role, str]]], there: dict[str, Source]) -> tuple[Problem, ...]:
    """Why references cannot be used, before they cost anything."""
    paths = [path for each in asked for _role, path in each]
    if not paths:
        return ()
    if not within_reach():
        return (Problem("U01", Severity.ERROR, _FAR, {"url": settings.PUBLIC_URL}, (0, 0)),)
    found = max(map(len, asked))
    if found > MOST:
        return (Problem("U03", Severity.ERROR, _MANY, {"found": str(found), "most": str(MOST)}, (0, 0)),)
    if any(path not in there for path in paths):
        return (Problem("U02", Severity.ERROR, _GONE, {}, (0, 0)),)
    return ()


def within_reach() -> bool:
    """Whether whoever draws can get at our pictures: the embedded engine is handed them, a service must fetch them."""
    return is_within_reach(settings.PUBLIC_URL) or is_handed_over_everywhere()


def far() -> str:
    """Why references are of no use here, in the page's language."""
    return gettext(_FAR).format(url=settings.PUBLIC_URL)


def is_handed_over(engine: str) -> bool:
    """Whether an engine of this name gets references as pictures; others fetch the links in the prompt."""
    return engine == _EMBEDDED


def is_handed_over_everywhere() -> bool:
    """Whether no engine of this site has to fetch links."""
    used = set(Upstream.objects.filter(enabled=True).values_list("engine", flat=True)) or {settings.ENV.engine}
    return all(map(is_handed_over, used))
