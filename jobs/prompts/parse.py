"""Reads one prompt (braces already expanded) into links, text and parameters with their values."""

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from jobs.prompts import values, weights
from jobs.prompts.facts import Facts, Reference, Segment
from jobs.prompts.links import is_link
from jobs.prompts.ratio import reduced
from jobs.prompts.split import EM_DASH, Flag, Split, split
from jobs.prompts.table import Kind, Model
from jobs.prompts.versions import DEFAULT_VERSION, MODELS, NEWEST_NIJI, PARAMETERS, model_named

Note = Literal["dashes replaced", "command removed", "repeats merged"]
CHOOSE_MODEL = ("version", "niji", "test", "testp")
SPEEDS = ("fast", "relax", "turbo")


class Given(NamedTuple):
    """A parameter the prompt gives: canonical name (an unknown one in lower case), values, and words left over."""

    name: str
    values: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the table has it."""
        return self.name in PARAMETERS


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: picture links first, then text, then parameters, each name once.

    `version` is the model used where the text names none: as `--v` takes it, or "niji 7". Two prompts are equal when
    they say the same; how they were typed (`notes`) does not count.
    """

    images: tuple[str, ...]
    text: str
    parameters: tuple[Given, ...]
    version: str = DEFAULT_VERSION
    notes: tuple[Note, ...] = field(default=(), compare=False)
    named_model: Model | None = field(init=False, compare=False, repr=False)
    """The model the prompt runs in, or None where it names one that does not exist, or two."""
    _by_name: dict[str, Given] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Every check asks for these, many times over.
        object.__setattr__(self, "_by_name", {given.name: given for given in self.parameters})
        object.__setattr__(self, "named_model", self._named_model())

    def given(self, name: str) -> Given | None:
        """The parameter of this canonical name, or None."""
        return self._by_name.get(name)

    def has(self, name: str) -> bool:
        """Whether the prompt gives this parameter."""
        return name in self._by_name

    def value(self, name: str) -> str | None:
        """Its first value, or None where it is absent or has none."""
        given = self._by_name.get(name)
        return given.values[0] if given and given.values else None

    def _named_model(self) -> Model | None:
        names = [name for name in CHOOSE_MODEL if name in self._by_name]
        if not names:
            return model_named(self.version)
        if len(names) > 1:
            return None
        if names[0] in {"test", "testp"}:
            return MODELS[names[0]]
        is_niji = names[0] == "niji"
        number = self.value(names[0]) or (NEWEST_NIJI if is_niji else "")
        return model_named(number, niji=is_niji)

    @property
    def model(self) -> Model:
        """The model the prompt runs in; the default one where it names none that exists."""
        return self.named_model or model_named(self.version) or MODELS[DEFAULT_VERSION]

    def without(self, *names: str) -> "Prompt":
        """The same prompt without these parameters."""
        return replace(self, parameters=tuple(given for given in self.parameters if given.name not in names))

    def having(self, name: str, *values: str) -> "Prompt":
        """The same prompt with this parameter set, in its old place if it had one. Raises KeyError if unknown."""
        new = Given(PARAMETERS[name].name, values)
        if self.has(name):
            return replace(self, parameters=tuple(new if old.name == name else old for old in self.parameters))
        return replace(self, parameters=(*self.parameters, new))

    def facts(self) -> Facts:
        """Every value with its default filled in; values that are not valid count as absent."""
        return _Reader(self, self.model, self._by_name).facts()


def parse(text: str, version: str = DEFAULT_VERSION) -> Prompt:
    """Read one prompt. Never raises: what is wrong with a text is the business of `validate`."""
    return assemble(split(text), version)


def assemble(parts: Split, version: str = DEFAULT_VERSION) -> Prompt:
    """The prompt that a text already cut into parts makes: lists joined, of other repeats the last one kept."""
    notes: list[Note] = []
    if parts.command:
        notes.append("command removed")
    if EM_DASH in parts.source and any(flag.dashes == EM_DASH for flag in parts.flags):
        notes.append("dashes replaced")
    if len(parts.by_name) < len(parts.flags):
        notes.append("repeats merged")
    return Prompt(
        tuple([token.text for token in parts.images]),
        parts.text,
        tuple([_given(flag, parts.flags) for flag in parts.by_name.values()]),
        version,
        tuple(notes),
    )


def _given(last: Flag, flags: tuple[Flag, ...]) -> Given:
    """What the last parameter of its name says; of a list, what all of them say."""
    if last.parameter and last.parameter.kind is Kind.LIST:
        lists = (" ".join(token.text for token in flag.values) for flag in flags if flag.name == last.name)
        things = (thing.strip().rstrip(" .") for thing in ",".join(lists).split(","))
        return Given(last.name, tuple(dict.fromkeys(thing for thing in things if thing)))
    return Given(last.name, tuple([token.text for token in last.values]), tuple([token.raw for token in last.extra]))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the words of a prompt into values."""

    prompt: Prompt
    model: Model
    given: dict[str, Given]

    def facts(self) -> Facts:
        prompt, model = self.prompt, self.model
        aspect = prompt.value("aspect")
        ratio = values.ratio(aspect) if aspect else None
        cut = weights.parts(prompt.text) if model.weights else ((prompt.text, 1.0),) if prompt.text else ()
        style = (prompt.value("style") or "").lower() or None
        stealths = [given.name for given in prompt.parameters if given.name in {"stealth", "public"}]
        speeds = [given.name for given in prompt.parameters if given.name in SPEEDS]
        profile, omni = prompt.given("profile"), self.links("oref")
        end = prompt.value("end")
        return Facts(
            text=prompt.text,
            images=prompt.images,
            segments=tuple(Segment(text, weight) for text, weight in cut),
            model=model.key,
            version=model.number,
            niji=model.is_niji,
            aspect=reduced(*ratio) if ratio else (1, 1),
            stylize=self.whole("stylize", 2500 if model.key in {"1", "2", "3", "test", "testp"} else 100),
            chaos=self.whole("chaos", 0),
            weird=self.whole("weird", 0),
            exp=self.whole("exp", 0),
            quality=self.quality(),
            seed=self.maybe("seed"),
            sameseed=self.maybe("sameseed"),
            stop=self.whole("stop", 100),
            tile=prompt.has("tile"),
            raw=prompt.has("raw") or style == "raw",
            style=None if style == "raw" else style,
            no=getattr(prompt.given("no"), "values", ()),
            repeat=max(1, self.whole("repeat", 1)),
            hd=prompt.has("hd") and not prompt.has("sd") and model.widest_hd is not None,
            draft=prompt.has("draft"),
            iw=self.decimal("iw", 0.25 if model.key in {"1", "2", "3"} else 1.0),
            sref=self.references("sref"),
            sw=self.whole("sw", 100),
            sv=self.maybe("sv"),
            cref=self.links("cref"),
            cw=self.whole("cw", 100),
            oref=omni[0] if omni else None,
            ow=self.whole("ow", 100),
            edit=self.links("edit"),
            profile=profile.values if profile else None,
            mode=speeds[-1] if speeds else None,
            stealth=stealths[-1] == "stealth" if stealths else None,
            video=prompt.has("video"),
            motion="high" if (prompt.value("motion") or "").lower() == "high" else "low",
            loop=prompt.has("loop") or (end or "").lower() == "loop",
            end=end if end and is_link(end) else None,
            clips=number if (number := self.maybe("bs")) in {1, 2, 4} else 4,
        )

    def maybe(self, name: str) -> int | None:
        """A whole number within the range of the model, else None."""
        given = self.given.get(name)
        number = values.whole(given.values[0]) if given and given.values else None
        if number is None:
            return None
        row = PARAMETERS[name].row_for(self.model)
        if row is None:
            return number
        is_low = row.low is not None and number < row.low
        return None if is_low or (row.high is not None and number > row.high) else number

    def whole(self, name: str, default: int) -> int:
        if name not in self.given:
            return default
        number = self.maybe(name)
        return default if number is None else number

    def decimal(self, name: str, default: float) -> float:
        value = self.prompt.value(name)
        number = values.decimal(value) if value else None
        if number is None:
            return default
        row = PARAMETERS[name].row_for(self.model)
        is_out = row is not None and row.low is not None and row.high is not None and not row.low <= number <= row.high
        return default if is_out else number

    def quality(self) -> float:
        value = self.prompt.value("quality")
        number = values.decimal(value) if value else None
        if number is None:
            return 1.0
        row = PARAMETERS["quality"].row_for(self.model)
        allowed = [float(choice) for choice in row.choices] if row else []
        if number == 3 and self.model.key == "7":
            return 4.0
        return number if number in allowed else 1.0

    def references(self, name: str) -> tuple[Reference, ...]:
        given = self.prompt.given(name)
        return tuple(reference(word) for word in given.values) if given else ()

    def links(self, name: str) -> tuple[str, ...]:
        return tuple(found.value for found in self.references(name) if is_link(found.value))


def reference(word: str) -> Reference:
    """A reference with the weight glued to it: `https://example.com/a.png::2`."""
    value, cut, number = word.rpartition("::")
    weight = values.decimal(number)
    if cut and value and (weight is not None or not number):
        return Reference(value, 1.0 if weight is None else weight)
    return Reference(word)
