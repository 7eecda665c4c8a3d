"""The one table of the language: the models, and which parameter means what in which of them.

Parser, checks, form and messages all read it; a new parameter or model is one row here. Facts come from the public
help pages of the service (state of October 2026); where they are silent a parameter is taken to work.
"""

from collections.abc import Iterable
from fractions import Fraction

from jobs.prompts.table import Group, Kind, Model, Parameter, Row, Takes

WIDE_3, WIDE_TEST = Fraction(5, 2), Fraction(3, 2)

MODELS: dict[str, Model] = {
    model.key: model
    for model in (
        Model("1", "Version 1", WIDE_3, "A12", 256, "whole"),
        Model("2", "Version 2", WIDE_3, "A12", 256, "whole"),
        Model("3", "Version 3", WIDE_3, "A12", 256, "whole"),
        Model("4", "Version 4", 2, "A10", 512, "decimal"),
        Model("5", "Version 5", None, "A07", 1024, "decimal"),
        Model("5.1", "Version 5.1", None, "A07", 1024, "decimal"),
        Model("5.2", "Version 5.2", None, "A07", 1024, "decimal"),
        Model("6", "Version 6", 14, "A07", 1024, "decimal", True),
        Model("6.1", "Version 6.1", 14, "A07", 1024, "decimal", True),
        Model("7", "Version 7", 14, "A07", 1024, "", True),
        Model("8", "Version 8.0", 14, "A09", 1024, "", True, 4),
        Model("8.1", "Version 8.1", 14, "A09", 1024, "", True, 4),
        Model("8.2", "Version 8.2", 14, "A09", 1024, "", True, 4),
        Model("niji 4", "Niji 4", 2, "A14", 512, "decimal"),
        Model("niji 5", "Niji 5", None, "A07", 1024, "decimal"),
        Model("niji 6", "Niji 6", 14, "A07", 1024, "decimal", True),
        Model("niji 7", "Niji 7", 14, "A07", 1024, "", True),
        Model("test", "The test model", WIDE_TEST, "A13", 512, ""),
        Model("testp", "The test model testp", WIDE_TEST, "A13", 512, ""),
    )
}

WITHDRAWN = frozenset({"8"})
NEWEST, NEWEST_NIJI, DEFAULT_VERSION = "8.2", "7", "7"
VERSIONS = tuple(key for key in MODELS if key[0].isdigit())
NIJI_NUMBERS = tuple(model.number for model in MODELS.values() if model.is_niji)
ALL = frozenset(MODELS)
TESTS = frozenset({"test", "testp"})


def model_named(number: str, *, niji: bool = False) -> Model | None:
    """The model `--v number` or `--niji number` chooses ("6", "6.0" and "6.00" are one), or None."""
    if number.startswith("niji ") and not niji:
        return MODELS.get(number)  # a default model may be of that family
    whole, dot, rest = number.partition(".")
    plain = whole if dot and rest and not rest.strip("0") else number
    return MODELS.get(f"niji {plain}" if niji else plain if plain in VERSIONS else "")


def _from(first: str, last: str = NEWEST) -> frozenset[str]:
    return frozenset(VERSIONS[VERSIONS.index(first) : VERSIONS.index(last) + 1])


def _niji(*numbers: str) -> frozenset[str]:
    return frozenset(f"niji {number}" for number in numbers)


def _switch(name: str, label: str, group: Group, *rows: Row, video: bool = False) -> Parameter:
    return Parameter(name, (name,), Kind.SWITCH, Takes.NONE, label, group, rows, video=video)


def _whole(names: str, label: str, group: Group, default: str, *rows: Row, needs: str = "N02") -> Parameter:
    spellings = tuple(names.split())
    longest = max(spellings, key=len)
    return Parameter(longest, spellings, Kind.WHOLE, Takes.ONE, label, group, rows, default, needs)


def _retired(name: str, rule: str, takes: Takes = Takes.NONE) -> Parameter:
    return Parameter(name, (name,), Kind.RETIRED, takes, name, Group.OLD, (Row(ALL, rule=rule),))


_V6, _V8 = _from("6", "6.1"), _from("8")
_OLD = _from("1", "3")
_PICTURE = Group.PICTURES

_ROWS: tuple[Parameter, ...] = (
    # Model and shape
    Parameter("version", ("v", "version"), Kind.VERSION, Takes.ONE, "Version", Group.MODEL, video=True, needs="V02"),
    Parameter("niji", ("niji",), Kind.VERSION, Takes.MAYBE, "Niji", Group.MODEL, video=True, needs="V04"),
    Parameter("aspect", ("ar", "aspect"), Kind.RATIO, Takes.ONE, "Aspect ratio", Group.MODEL, (), "1:1", "A01"),
    _switch("hd", "HD", Group.MODEL, Row(ALL - _V8 - _OLD, refused="C07")),
    _switch("sd", "SD", Group.MODEL, Row(ALL - _V8, refused="C07")),
    _switch(
        "draft",
        "Draft",
        Group.MODEL,
        Row(_V8, warned="C11"),
        Row(ALL - _from("7") - _niji("7"), refused="C10"),
    ),
    # Taste
    _whole("chaos c", "Chaos", Group.TASTE, "0", Row(ALL, 0, 100, rule="N01")),
    _whole(
        "s stylize",
        "Stylize",
        Group.TASTE,
        "100",
        Row(_OLD, 625, 60000, rule="N05"),
        Row(TESTS, 1250, 5000, rule="N05"),
        Row(_niji("4"), refused="N03.none"),
        Row(ALL, 0, 1000, rule="N03"),
    ),
    _whole(
        "weird w",
        "Weird",
        Group.TASTE,
        "0",
        Row(_from("1", "4") | _niji("4", "5") | TESTS, refused="N07"),
        Row(ALL, 0, 3000, rule="N06"),
    ),
    _whole(
        "exp",
        "Exp",
        Group.TASTE,
        "0",
        Row(ALL - _from("7") - _niji("7"), refused="N30"),
        Row(ALL, 0, 100, rule="N29"),
    ),
    Parameter(
        "quality",
        ("q", "quality"),
        Kind.CHOICE,
        Takes.ONE,
        "Quality",
        Group.TASTE,
        (
            Row(_from("8.1"), refused="N15"),
            Row(_from("8", "8"), choices=("1", "4"), rule="N11"),
            Row(_from("7", "7") | _niji("7"), choices=("1", "2", "4"), rule="N11"),
            Row(_V6 | _niji("6"), choices=("0.5", "1", "2"), rule="N13"),
            Row(_from("4", "5.2") | _niji("4", "5"), choices=("0.25", "0.5", "1"), rule="N16"),
            Row(_OLD | TESTS, choices=("0.25", "0.5", "1", "2", "5"), rule="N16"),
        ),
        "1",
    ),
    _switch("raw", "Raw", Group.TASTE, Row(_from("1", "5") | _niji("4", "5") | TESTS, refused="C14"), video=True),
    Parameter(
        "style",
        ("style",),
        Kind.WORD,
        Takes.ONE,
        "Style",
        Group.TASTE,
        (
            Row(_from("4", "4"), choices=("4a", "4b", "4c")),
            Row(_from("5.1", "6.1"), choices=("raw",)),
            Row(_from("7") | _niji("7"), choices=("raw",), warned="C15"),
            Row(_niji("5", "6"), choices=("raw", "cute", "expressive", "original", "scenic")),
        ),
    ),
    _whole("seed", "Seed", Group.TASTE, "", Row(ALL, 0, 4294967295, rule="N09"), needs="N10"),
    _whole("sameseed", "Same seed", Group.OLD, "", Row(ALL - _OLD, refused="C19"), Row(ALL, 0, 4294967295, rule="N09")),
    _whole(
        "stop",
        "Stop",
        Group.TASTE,
        "100",
        Row(_from("7"), refused="N19"),
        Row(ALL, 10, 100, rule="N18"),
    ),
    _switch("tile", "Tile", Group.TASTE, Row(_from("4", "4") | _niji("4"), refused="C18")),
    Parameter("no", ("no",), Kind.LIST, Takes.MANY, "Leave out", Group.TASTE, needs="M09"),
    _whole("repeat r", "Repeat", Group.SPEED, "1"),
    # Pictures and profiles as input
    Parameter(
        "iw",
        ("iw",),
        Kind.DECIMAL,
        Takes.ONE,
        "Picture weight",
        _PICTURE,
        (
            Row(_from("4", "5.2"), 0.5, 2, rule="N26"),
            Row(_niji("5"), 0.2, 2, rule="N26"),
            Row(_niji("7"), 0, 2, rule="N27"),
            Row(_niji("4"), refused="N26.none"),
            Row(_from("6") | _niji("6"), 0, 3, rule="N25"),
        ),
        "1",
        "N02.decimal",
    ),
    Parameter(
        "sref",
        ("sref",),
        Kind.STYLES,
        Takes.MANY,
        "Style reference",
        _PICTURE,
        (Row(ALL - _from("6") - _niji("6", "7"), refused="R19"),),
        needs="R15",
    ),
    _whole("sw", "Style weight", _PICTURE, "100", Row(ALL, 0, 1000, rule="N32")),
    _whole(
        "sv",
        "Style version",
        _PICTURE,
        "",
        Row(_V6, 1, 4, rule="R21"),
        Row(_from("7", "7") | _niji("6", "7"), 1, 6, rule="R20"),
        Row(_from("8", "8"), 6, 7, rule="R20"),
        Row(_from("8.1"), warned="R22"),
    ),
    Parameter(
        "cref",
        ("cref",),
        Kind.LINKS,
        Takes.MANY,
        "Character reference",
        _PICTURE,
        (Row(_niji("7"), refused="R03"), Row(ALL - _V6 - _niji("6"), refused="R01")),
        needs="R15.link",
    ),
    _whole("cw", "Character weight", _PICTURE, "100", Row(ALL, 0, 100, rule="N34")),
    Parameter(
        "oref",
        ("oref",),
        Kind.LINKS,
        Takes.MANY,
        "Omni reference",
        _PICTURE,
        (Row(_V8, warned="R06"), Row(ALL - _from("7", "7"), refused="R05")),
        needs="R15.link",
    ),
    _whole("ow", "Omni weight", _PICTURE, "100", Row(ALL, 1, 1000, rule="N36")),
    Parameter(
        "edit",
        ("edit",),
        Kind.LINKS,
        Takes.MANY,
        "Edit",
        _PICTURE,
        (Row(ALL - _from("8.1"), refused="R12"),),
        needs="R15.link",
    ),
    Parameter(
        "profile",
        ("p", "profile"),
        Kind.CODES,
        Takes.MANY,
        "Personalisation",
        _PICTURE,
        (Row(_niji("7"), warned="R35"), Row(ALL - _from("6") - _niji("6"), refused="R34")),
    ),
    # Speed and visibility
    _switch("fast", "Fast", Group.SPEED, video=True),
    _switch("relax", "Relax", Group.SPEED, video=True),
    _switch("turbo", "Turbo", Group.SPEED, Row(_from("1", "4") | _V8 | _niji("4") | TESTS, refused="C05"), video=True),
    _switch("stealth", "Stealth", Group.SPEED, video=True),
    _switch("public", "Public", Group.SPEED, video=True),
    # Video
    Parameter("video", ("video",), Kind.SWITCH, Takes.MAYBE, "Video", Group.VIDEO, video=True),
    Parameter(
        "motion",
        ("motion",),
        Kind.CHOICE,
        Takes.ONE,
        "Motion",
        Group.VIDEO,
        (Row(ALL, choices=("low", "high"), rule="D02"),),
        "low",
        video=True,
    ),
    _switch("loop", "Loop", Group.VIDEO, video=True),
    Parameter("end", ("end",), Kind.LINKS, Takes.ONE, "Last frame", Group.VIDEO, needs="D06", video=True),
    Parameter(
        "bs",
        ("bs",),
        Kind.CHOICE,
        Takes.ONE,
        "Clips",
        Group.VIDEO,
        (Row(ALL, choices=("1", "2", "4"), rule="D03"),),
        "4",
        video=True,
    ),
    # Old names still met in pasted prompts
    _switch("test", "Test model", Group.OLD),
    _switch("testp", "Test model, photographic", Group.OLD),
    _switch("creative", "Creative", Group.OLD),
    *(
        _switch(name, name, Group.OLD, Row(ALL - _from("1", "4") - _niji("4"), refused="C22"))
        for name in ("uplight", "upbeta", "upanime")
    ),
    _retired("width", "A16", Takes.ONE),
    _retired("height", "A16", Takes.ONE),
    _retired("h", "A16", Takes.ONE),
    _retired("preview", "V08"),
    *(_retired(name, "C21") for name in ("hq", "newclip", "nostretch", "old")),
    _retired("vibe", "C21", Takes.MAYBE),
    *(_retired(name, "C21") for name in ("wallpaper", "sl", "ml", "ll", "sp", "mp", "lp")),
)

PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _ROWS}
"""Every parameter by its canonical name."""

SPELLINGS: dict[str, Parameter] = {spelling: parameter for parameter in _ROWS for spelling in parameter.spellings}
"""Every spelling, without dashes and in lower case."""

REMEMBERED: dict[str, str] = {"personalize": "p", "personalise": "p", "stylise": "s", "ratio": "ar"}
"""Names that were never parameters, or no longer are, and what people mean by them."""


def offered_in(model: Model, groups: Iterable[Group] = Group) -> tuple[Parameter, ...]:
    """The parameters a form may offer for the model, in the order of the table."""
    shelves = frozenset(groups)
    return tuple(parameter for parameter in _ROWS if parameter.group in shelves and parameter.works_in(model))
