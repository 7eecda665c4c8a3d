"""What somebody asks for, before it costs anything: a text, an action or pictures become wishes with a price."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from jobs import prompts, references, titles
from jobs.actions import DIMENSIONS, RULES, Action, Step, can_be_blended
from jobs.errors import BadPrompt, ManyJobs, NotOffered
from jobs.models import Job, Picture, Price, Role, Upload
from jobs.tariff import Table
from mjweb.accounts.models import Project

MOST_A_PRESS = 40
MANY = "Braces and --repeat make several jobs; ask for each prompt by itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One job as somebody asks for it; `facts` are what the prompt says (see jobs.prompts).

    `pictures` are what a blend mixes, what is to be described, the mask of a region, or pictures of ours that a prompt
    refers to; `roles` say what each of those references is for. `remix_of` is the job whose prompt this one began as.
    """

    prompt: str
    mode: str
    text: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    action: Action = Action.IMAGINE
    parent: Job | None = None
    index: int = 0
    pictures: tuple[Upload | Picture, ...] = ()
    roles: tuple[Role, ...] = ()
    remix_of: Job | None = None
    retry_of: Job | None = None
    project: Project | None = None
    is_private: bool | None = None  # None: as the team has it
    timeout: int | None = None
    hook_url: str = ""
    notify_id: str = ""

    @property
    def title(self) -> str:
        """What its job is called."""
        return titles.title(self.text, self.prompt, self.facts)

    def at(self, mode: str) -> Wish:
        """The same wish at another speed."""
        return replace(self, mode=mode)

    def bringing(self, pictures: tuple[references.Source, ...]) -> Wish:
        """The same wish with the pictures that it mixes, the one that it describes, or its mask."""
        facts = dict(self.facts)
        if self.action is not Action.REGION:
            facts["pictures"] = len(pictures)
        if self.action is Action.DESCRIBE:
            facts["aspect"] = list(prompts.reduced(pictures[0].width, pictures[0].height))
        return replace(self, pictures=pictures, facts=facts)

    def fingerprint(self) -> list[Any]:
        parent = self.parent.pk if self.parent else None
        pictures = [picture.sha256 for picture in self.pictures]
        aspect = self.facts.get("aspect") if pictures else None
        told = [self.timeout, self.hook_url, self.notify_id, *([self.project.pk] if self.project else [])]
        if self.is_private is not None:
            told.append(self.is_private)
        return [self.prompt, self.mode, self.action, parent, self.index, *told, pictures, aspect, *self.roles]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text would become: its wishes, what is wrong with it, and what each would cost (thousandths).

    `count` is how many jobs it makes; of a text that makes too many, only the first stands in `wishes`.
    """

    wishes: tuple[Wish, ...]
    problems: tuple[prompts.Problem, ...]
    costs: tuple[int, ...]
    count: int

    @property
    def total(self) -> int:
        """The cost of all jobs; those that are not written out cost what the first do."""
        known = sum(self.costs)
        return known if self.count <= len(self.costs) else known * self.count // max(1, len(self.costs))

    @property
    def errors(self) -> tuple[prompts.Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def plan(text: str, mode: str, *, table: Table | None = None, **extra: Any) -> Plan:
    """Read a text as a person wrote it: braces and repeats become several wishes. Never raises.

    A speed written in the text wins over `mode`; it travels in its own field and not in the prompt. Everything else
    reaches the engine as it was written. Pictures of ours that a prompt refers to come along with its wish. The cost is
    that of `table`, or of the price table now.
    """
    reading = prompts.read(text, context(mode))
    alone = not reading.has_braces and not reading.repeats
    read = reading.jobs() if reading.is_valid else reading.prompts
    named = [references.named(prompt) for prompt in read]
    there = references.sources(path for each in named for _role, path in each)
    wishes = []
    for prompt, asked in zip(read, named, strict=True):
        facts = prompt.facts()
        given = [(role, there[path]) for role, path in asked if path in there]
        verbatim = alone and not any(prompt.has(speed) for speed in prompts.SPEEDS)
        wishes.append(
            Wish(
                prompt=text.strip() if verbatim else prompts.serialise(prompt.without(*prompts.SPEEDS)),
                text=prompt.text,
                facts=kept(prompt) | ({"references": len(given)} if given else {}),
                mode=facts.mode or mode,
                pictures=tuple(source for _role, source in given),
                roles=tuple(role for role, _source in given),
                **extra,
            )
        )
    prices = Price.objects.table() if table is None else table
    costs = tuple(cost(wish, prices) for wish in wishes)
    problems = (*reading.problems, *references.problems(named, there))
    return Plan(tuple(wishes), problems, costs, reading.count)


def context(mode: str) -> prompts.Context:
    """What prompts are judged against on this site."""
    own = frozenset({references.host()})
    return prompts.Context(
        version=settings.DEFAULT_VERSION,
        mode=mode,
        most_jobs=MOST_A_PRESS,
        own_hosts=own,
        blocked=settings.BLOCKED_WORDS,
    )


def kept(prompt: prompts.Prompt) -> dict[str, Any]:
    """What is kept of a prompt with its job: what pages and prices need, and how its parameters read."""
    facts = prompt.facts()
    found: dict[str, Any] = {
        "aspect": list(facts.aspect),
        "version": facts.version,
        "niji": facts.niji,
        "parameters": prompts.serialise_parameters(prompt.without(*prompts.SPEEDS)),
    }
    given = {"stylize": facts.stylize, "chaos": facts.chaos, "weird": facts.weird, "quality": facts.quality}
    found |= {name: value for name, value in given.items() if prompt.has(name)}
    if facts.no:
        found["no"] = list(facts.no)
    if facts.seed is not None:
        found["seed"] = facts.seed
    return found


def cost(wish: Wish, table: Table | None = None) -> int:
    """The quote of one wish in thousandths."""
    return price(wish.action, wish.mode, wish.facts, table)


def price(action: Action, mode: str, facts: dict[str, Any], table: Table | None = None) -> int:
    """What an action costs at a speed, in thousandths, by the facts of its prompt: the one quote of the site."""
    version = str(facts.get("version", settings.DEFAULT_VERSION))
    model = prompts.model_named(version, niji=bool(facts.get("niji")))
    return Price.objects.quote(action, mode, model.key if model else "", table)


def checked(text: str, mode: str, **extra: Any) -> Plan:
    """A plan without errors. Raises BadPrompt with every problem otherwise."""
    found = plan(text, mode, **extra)
    if found.errors:
        raise BadPrompt(found.problems)
    return found


def single(text: str, mode: str, **extra: Any) -> Wish:
    """The one wish of a text. Raises BadPrompt, and ManyJobs where braces or repeats make several."""
    found = checked(text, mode, **extra).wishes
    if len(found) != 1:
        raise ManyJobs(MANY)
    return found[0]


def step(parent: Job, step: Step, **extra: Any) -> Wish:
    """An action on a finished job, at the parent's speed. Raises NotOffered."""
    if not offers(parent, step):
        raise NotOffered(step)
    return Wish(
        prompt=parent.prompt,
        text=parent.text,
        facts=facts_after(parent, step),
        mode=parent.mode,
        action=step.action,
        parent=parent,
        index=step.index,
        **extra,
    )


def offers(parent: Job, step: Step) -> bool:
    """Whether the action applies to the job now. Region and seed have doors of their own and stand on no list."""
    if step.action in (Action.REGION, Action.SEED):
        return parent.has_result and parent.shape in RULES[step.action].needs
    return step in parent.steps()


def region(parent: Job, mask: Upload, text: str = "", **extra: Any) -> Wish:
    """Draw the white part of the mask anew; without a text by the parent's prompt.

    Raises NotOffered, BadPrompt, ManyJobs.
    """
    return unmasked(parent, text, **extra).bringing((mask,))


def unmasked(parent: Job, text: str = "", **extra: Any) -> Wish:
    """A region whose mask is still to come (`Wish.bringing`); its price is known. Raises what `region` does."""
    wish = step(parent, Step(Action.REGION), **extra)
    if not text.strip():
        return wish
    words = single(text, parent.mode)
    return replace(wish, prompt=words.prompt, text=words.text, facts=words.facts | {"aspect": list(parent.aspect)})


def blend(pictures: tuple[references.Source, ...], dimensions: str, mode: str, **extra: Any) -> Wish:
    """Mix two to five pictures into a grid. Raises NotOffered."""
    if not can_be_blended(len(pictures)) or dimensions not in DIMENSIONS:
        raise NotOffered(Step(Action.BLEND))
    return unseen(Action.BLEND, mode, DIMENSIONS[dimensions], **extra).bringing(pictures)


def unseen(action: Action, mode: str = "fast", aspect: tuple[int, int] = (1, 1), **extra: Any) -> Wish:
    """A blend or a description whose pictures are still to come (`Wish.bringing`); its price is known."""
    return Wish(prompt="", facts=nothing_said() | {"aspect": list(aspect)}, mode=mode, action=action, **extra)


def dimensions(job: Job) -> str:
    """The word for the shape of a blend."""
    return next((word for word, aspect in DIMENSIONS.items() if aspect == job.aspect), "square")


def describe(picture: references.Source, **extra: Any) -> Wish:
    """Four prompts that fit a picture."""
    return unseen(Action.DESCRIBE, **extra).bringing((picture,))


def nothing_said() -> dict[str, Any]:
    """The facts of a job that has pictures in the place of a prompt."""
    return kept(prompts.parse("", settings.DEFAULT_VERSION))


def again(job: Job) -> Wish:
    """The same wish as that of a job that ended badly."""
    brought = job.brought()
    return Wish(
        prompt=job.prompt,
        text=job.text,
        facts=job.facts,
        mode=job.mode,
        action=Action(job.action),
        parent=job.parent,
        index=job.index,
        pictures=tuple(given.source for given in brought),
        roles=tuple(Role(given.role) for given in brought if given.role),
        remix_of=job.remix_of,
        retry_of=job,
        timeout=job.timeout,
    )


def facts_after(parent: Job, step: Step) -> dict[str, Any]:
    """The facts of a child: those of its parent, with the shape that zoom and pan give and without the old seed."""
    facts = {name: value for name, value in parent.facts.items() if name != "seed"}
    width, height = parent.aspect
    if step.action in (Action.PAN_LEFT, Action.PAN_RIGHT):
        facts["aspect"] = list(prompts.reduced(width * 3, height * 2))
    elif step.action in (Action.PAN_UP, Action.PAN_DOWN):
        facts["aspect"] = list(prompts.reduced(width * 2, height * 3))
    elif step.action is Action.MAKE_SQUARE:
        facts["aspect"] = [1, 1]
    return facts
