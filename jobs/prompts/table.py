"""The columns of the table in `versions`: what is said of a model, of a parameter, and of the two together."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Model:
    """One model: `key` is how this package names it, `name` how a sentence begins with it."""

    key: str
    name: str
    widest: int | Fraction | None
    """The widest ratio (width over height) accepted, and its reciprocal the tallest; None is any."""
    ratio_rule: str
    side: int
    """The side of a square grid picture in pixels."""
    weights: str
    """What `::` takes: "whole", "decimal" or "" for nothing."""
    draws_words: bool = False
    widest_hd: int | Fraction | None = None

    @property
    def is_niji(self) -> bool:
        """Whether it belongs to the niji family."""
        return self.key.startswith("niji ")

    @property
    def is_test(self) -> bool:
        """Whether it is one of the trial models of 2022."""
        return self.key.startswith("test")

    @property
    def number(self) -> str:
        """The number alone, as `--v` and `--niji` take it; a test model's own name."""
        return self.key.removeprefix("niji ")

    @property
    def name_inside(self) -> str:
        """The name as it stands inside a sentence."""
        return self.name[0].lower() + self.name[1:]


class Takes(StrEnum):
    """How many values follow the name."""

    NONE = "none"
    ONE = "one"
    MAYBE = "maybe"
    MANY = "many"


class Kind(StrEnum):
    """What a value is."""

    SWITCH = "switch"
    WHOLE = "whole"
    DECIMAL = "decimal"
    CHOICE = "choice"
    WORD = "word"
    RATIO = "ratio"
    VERSION = "version"
    LINKS = "links"
    STYLES = "styles"
    CODES = "codes"
    LIST = "list"
    RETIRED = "retired"


class Group(StrEnum):
    """The shelf of a form a parameter stands on."""

    MODEL = "model"
    TASTE = "taste"
    PICTURES = "pictures"
    SPEED = "speed"
    VIDEO = "video"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Row:
    """What holds for one parameter in some models: a range, a choice, or a refusal (or a warning) by its rule."""

    models: frozenset[str]
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    rule: str = ""
    refused: str = ""
    warned: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its canonical name, every spelling (the first is the one we write) and its rows."""

    name: str
    spellings: tuple[str, ...]
    kind: Kind
    takes: Takes
    label: str
    group: Group
    rows: tuple[Row, ...] = ()
    default: str = ""
    needs: str = ""
    """The rule for a value that is missing or, with whole numbers, not one."""
    video: bool = False
    """Whether it may stand beside `--video`."""
    _by_model: dict[str, Row] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_model", {key: row for row in reversed(self.rows) for key in row.models})

    def row_for(self, model: Model | None) -> Row | None:
        """The first row that speaks of the model, or None where nothing is said."""
        return None if model is None else self._by_model.get(model.key)

    def works_in(self, model: Model) -> bool:
        """Whether the model honours it; the form offers it only then."""
        row = self.row_for(model)
        return self.kind is not Kind.RETIRED and (row is None or not row.refused)

    @property
    def flag(self) -> str:
        """The way we write it, with its two hyphens."""
        return f"--{self.spellings[0]}"
