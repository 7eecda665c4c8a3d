"""The embedded engine as its callers see it: it reads and writes the accept log, the drawing service does the rest."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from jobs.actions import RULES, Action, Shape, can_be_blended, offered
from jobs.engines.base import Capabilities, Link, Listed, Mark, Order, Report
from jobs.engines.sketch import inputs, plates
from jobs.engines.sketch.accepts import Accept, Accepts
from jobs.engines.sketch.derive import TILES, blend, derive, imagine, region, words
from jobs.engines.sketch.files import BLOCK, KEPT, Folder, link
from jobs.engines.sketch.lending import Lender, loan
from jobs.engines.sketch.plates import Plate
from jobs.errors import Gone, NoAnswer, NotReachable, NotSent, Refused
from jobs.prompts.facts import Facts
from jobs.prompts.parse import parse
from jobs.prompts.versions import DEFAULT_VERSION

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SINGLE = (0,)
# These say that nothing was written; any other trouble leaves that open.
_UNWRITTEN = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM,
    }
)  # fmt: skip


class SketchEngine:
    """Draws by rules on this machine. `home` is the data folder, `scale` shrinks all pictures (for tests).

    `version` is the model version that a prompt without --v means; it decides sizes and offered steps.
    """

    name = "sketch"

    def __init__(self, home: Path, *, scale: float = 1.0, version: str = DEFAULT_VERSION) -> None:
        self._folder = Folder(home / "sketch")
        self._scale = scale
        self._version = version

    def capabilities(self) -> Capabilities:
        """Everything; asked often, because asking is cheap."""
        return Capabilities(
            actions=frozenset(Action), cancel=True, previews=True,
            first_poll=0.5, poll=0.5, poll_max=1.0, links_live=KEPT,
        )  # fmt: skip

    def submit(self, order: Order) -> str:
        """Write the order into the accept log. The same tag again gives the same id and no second drawing.

        Raises Refused for what can never be drawn, NotSent or NoAnswer when the log cannot be written.
        """
        came = time.time()  # reading the prompt takes a while, which is ours and not the sender's
        try:
            self._folder.make()
            with Accepts(self._folder.log) as accepts:
                if known := accepts.tagged(order.tag):
                    return known
                accept = self._accept(order, accepts)
                if time.monotonic() >= order.before:
                    raise NotSent("The moment to write the order down had passed.")
                return accepts.add(accept, came)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in _UNWRITTEN:
                raise NotSent("The sketch engine's accept log cannot be written now.") from error
            raise NoAnswer("The sketch engine's accept log failed while the order was written.") from error
        except OSError as error:
            raise NotSent(f"The sketch engine's folder cannot be written now ({error.strerror}).") from error

    def fetch(self, engine_id: str) -> Report:
        """Read the order's row. Raises Gone for an unknown id, NotReachable when the log cannot be read."""
        accept = self._find(engine_id)
        rule, mark = RULES[accept.action], Mark(tag=accept.tag)
        if accept.state != "success":
            return Report(accept.state, accept.progress, accept.looks, accept.message, seed=accept.seed, mark=mark)
        if rule.makes is Shape.TEXT:
            return Report("success", 100, seed=accept.seed, text=accept.text, offered=(), mark=mark)
        indexes = (*TILES, 0) if rule.makes is Shape.GRID else _SINGLE
        plate = next(iter(plates.from_json(accept.plates).values()))
        return Report(
            "success",
            100,
            accept.looks,
            links=tuple(Link(index, (link(accept.id, index),)) for index in indexes),
            seed=accept.seed,
            offered=tuple(
                offered(rule.makes, version=accept.version, niji=accept.niji, square=plate.width == plate.height)
            ),
            mark=mark,
        )

    def listed(self, since: datetime, known: Mapping[str, datetime]) -> tuple[Listed, ...]:  # of the protocol
        """Every order that was accepted since then, with its tag. Raises NotReachable."""
        if not self._folder.log.exists():
            return ()
        try:
            with Accepts(self._folder.log) as accepts:
                return tuple(Listed(each, Mark(tag=tag)) for each, tag in accepts.since(since.timestamp()))
        except sqlite3.OperationalError as error:
            raise NotReachable("The sketch engine's accept log cannot be read now.") from error

    def cancel(self, engine_id: str) -> bool:
        """Stop an order that is not finished; whoever draws it notices before long and clears away."""
        if not self._folder.log.exists():
            return False
        try:
            with Accepts(self._folder.log) as accepts:
                return accepts.cancel(engine_id)
        except sqlite3.OperationalError as error:
            raise NotReachable("The sketch engine's accept log cannot be written now.") from error

    def preview(self, engine_id: str, index: int) -> bytes | None:
        """The present look of a picture: 1 to 4 of a grid, 0 of a single one (or of a finished grid)."""
        if not _ID.fullmatch(engine_id) or index not in (*TILES, 0):
            return None
        try:
            return self._folder.preview(engine_id, index).read_bytes()
        except OSError:
            return None

    @contextmanager
    def open(self, url: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a finished picture. Raises Gone for anything that is not (or no longer) there."""
        path = self._folder.find(url)
        if path is None:
            raise Gone("This is not the address of a picture of the sketch engine.")
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise Gone("The sketch engine no longer has this picture.") from error
        except OSError as error:
            raise NotReachable(f"The picture cannot be read now ({error.strerror}).") from error
        with file:
            yield iter(partial(file.read, BLOCK), b"")

    def alive(self, max_age: float) -> bool:
        """Whether a drawer gave a sign of life within the last `max_age` seconds (they do so every two seconds)."""
        try:
            if not self._folder.log.exists():
                return False
            with Accepts(self._folder.log) as accepts:
                return time.time() - accepts.last_beat() <= max_age
        except sqlite3.OperationalError:
            return False

    def _find(self, engine_id: str) -> Accept:
        accept = None
        try:
            if self._folder.log.exists():
                with Accepts(self._folder.log) as accepts:
                    accept = accepts.find(engine_id)
        except sqlite3.OperationalError as error:
            raise NotReachable("The sketch engine's accept log cannot be read now.") from error
        if accept is None:
            raise Gone("The sketch engine does not know this job.")
        return accept

    def _facts(self, prompt: str) -> Facts:
        return parse(prompt, self._version).facts()

    # From an order to its row -----------------------------------------------------------------------------------------

    def _accept(self, order: Order, accepts: Accepts) -> Accept:
        rule = RULES[order.action]
        parent = self._parent(order, accepts) if rule.needs else None
        # A lone half of a surrogate pair can be typed but not written down.
        prompt = (order.prompt or (parent.prompt if parent else "")).encode("utf-8", "replace").decode()
        asked = self._facts(prompt)
        seed = _seed(order.tag)
        if order.action in (Action.IMAGINE, Action.BLEND) and asked.seed is not None:
            seed = asked.seed
        elif parent is not None and rule.makes is not Shape.GRID:
            seed = parent.seed
        text = str(seed) if order.action is Action.SEED else ""
        kept = self._kept(order)
        worded = rule.makes is Shape.TEXT
        drawn = {} if worded else self._plates(order, kept, asked, parent, seed, accepts)
        return Accept(
            tag=order.tag,
            action=order.action,
            prompt=prompt,
            mode=order.mode,
            parent=order.parent,
            tile=order.index,
            dimensions=order.dimensions,
            inputs=kept,
            seed=seed,
            version=parent.version if parent else asked.version,
            niji=parent.niji if parent else asked.niji,
            scale=self._scale,
            plates=plates.to_json(drawn),
            state="success" if text else "waiting",
            progress=100 if text else 0,
            text=text,
        )

    def _parent(self, order: Order, accepts: Accepts) -> Accept:
        rule = RULES[order.action]
        parent = accepts.find(order.parent)
        if parent is None:
            raise Refused("The sketch engine does not know the job that this action applies to.")
        if parent.state in ("waiting", "running"):
            raise Refused("The job that this action applies to is not finished yet. Wait for it and ask again.")
        if parent.state != "success":
            raise Refused("The job that this action applies to has no pictures.")
        if RULES[parent.action].makes not in rule.needs:
            raise Refused(f"This action ({order.action.value}) does not apply to the result of that job.")
        if rule.indexed and order.index not in TILES:
            raise Refused("This action applies to one of the four pictures: name it by 1, 2, 3 or 4.")
        return parent

    def _kept(self, order: Order) -> tuple[str, ...]:
        pictures = order.pictures
        if order.action is Action.BLEND:
            if not can_be_blended(len(pictures)):
                raise Refused("A blend takes two to five pictures.")
            return tuple(inputs.keep_picture(self._folder, picture) for picture in pictures)
        if order.action is Action.DESCRIBE:
            if len(pictures) != 1:
                raise Refused("Describe takes exactly one picture.")
            return (inputs.keep_described(self._folder, pictures[0]),)
        if order.action is Action.REGION:
            if len(pictures) != 1:
                raise Refused("Region takes exactly one mask.")
            return (inputs.keep_mask(self._folder, pictures[0]),)
        if order.action is Action.IMAGINE:
            pairs = zip(pictures, order.roles, strict=True)
            return tuple(str(inputs.keep_reference(self._folder, picture, role)) for picture, role in pairs)
        return ()

    def _plates(
        self, order: Order, kept: tuple[str, ...], asked: Facts, parent: Accept | None, seed: int, accepts: Accepts
    ) -> dict[int, Plate]:
        if order.action is Action.BLEND:
            return blend(kept, order.dimensions, asked, seed)
        if parent is None:
            return imagine(asked, seed, loan([Lender.of(text) for text in kept], asked, self._folder))
        if order.action is Action.REROLL:
            return self._again(parent, seed, accepts)
        plate = plates.from_json(parent.plates)[order.index if RULES[order.action].indexed else 0]
        if order.action is Action.REGION:
            same = not order.prompt.strip() or words(asked) == words(self._facts(parent.prompt))
            return region(plate, kept[0], inputs.bounds(self._folder, kept[0]), None if same else asked, seed)
        if order.action is Action.MAKE_SQUARE and plate.width == plate.height:
            raise Refused("This picture is square already.")
        return derive(order.action, plate, seed)

    def _again(self, parent: Accept, seed: int, accepts: Accepts) -> dict[int, Plate]:
        """What the parent's order makes with other seeds; a reroll of a reroll goes back to the first order."""
        origin: Accept | None = parent
        while origin is not None and origin.action is Action.REROLL:
            origin = accepts.find(origin.parent)
        if origin is None:
            raise Refused("The sketch engine does not know the job that this action applies to.")
        order = Order(
            origin.action, origin.prompt, origin.mode, "", origin.tile, origin.parent, dimensions=origin.dimensions
        )
        before = accepts.find(origin.parent) if origin.parent else None
        return self._plates(order, origin.inputs, self._facts(origin.prompt), before, seed, accepts)


def _seed(tag: str) -> int:
    """A seed for an order that names none: as random as its tag, and the same whenever that order is read again."""
    return int.from_bytes(hashlib.sha256(tag.encode()).digest()[:4], "big")
