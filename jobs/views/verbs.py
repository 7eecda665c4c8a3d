"""The words and symbols of the actions, as people know them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.actions import Action, Step

ICONS: dict[Action, str] = {
    Action.IMAGINE: "create",
    Action.UPSCALE: "upscale",
    Action.VARY: "vary",
    Action.REROLL: "reroll",
    Action.VARY_SUBTLE: "vary",
    Action.VARY_STRONG: "vary",
    Action.UPSCALE_2X: "upscale",
    Action.UPSCALE_4X: "upscale",
    Action.UPSCALE_SUBTLE: "upscale",
    Action.UPSCALE_CREATIVE: "upscale",
    Action.ZOOM_OUT_1_5: "zoomout",
    Action.ZOOM_OUT_2: "zoomout",
    Action.MAKE_SQUARE: "zoomout",
    Action.PAN_LEFT: "left",
    Action.PAN_RIGHT: "right",
    Action.PAN_UP: "up",
    Action.PAN_DOWN: "down",
    Action.REGION: "remix",
    Action.BLEND: "stack",
    Action.DESCRIBE: "text",
    Action.SEED: "key",
}

LABELS = {
    Action.IMAGINE: gettext_lazy("Imagine"),
    Action.UPSCALE: gettext_lazy("Upscale"),
    Action.VARY: gettext_lazy("Vary"),
    Action.REROLL: gettext_lazy("Reroll"),
    Action.VARY_SUBTLE: gettext_lazy("Vary subtle"),
    Action.VARY_STRONG: gettext_lazy("Vary strong"),
    Action.UPSCALE_2X: gettext_lazy("Upscale 2×"),
    Action.UPSCALE_4X: gettext_lazy("Upscale 4×"),
    Action.UPSCALE_SUBTLE: gettext_lazy("Upscale subtle"),
    Action.UPSCALE_CREATIVE: gettext_lazy("Upscale creative"),
    Action.ZOOM_OUT_1_5: gettext_lazy("Zoom out 1.5×"),
    Action.ZOOM_OUT_2: gettext_lazy("Zoom out 2×"),
    Action.MAKE_SQUARE: gettext_lazy("Make square"),
    Action.PAN_LEFT: gettext_lazy("Pan left"),
    Action.PAN_RIGHT: gettext_lazy("Pan right"),
    Action.PAN_UP: gettext_lazy("Pan up"),
    Action.PAN_DOWN: gettext_lazy("Pan down"),
    Action.REGION: gettext_lazy("Vary region"),
    Action.BLEND: gettext_lazy("Blend"),
    Action.DESCRIBE: gettext_lazy("Describe"),
    Action.SEED: gettext_lazy("Seed"),
    Action.IMPORT: gettext_lazy("Import"),
}


# What is left to say below a heading that names the kind.
BRIEF = {
    Action.VARY_SUBTLE: gettext_lazy("Subtle"),
    Action.VARY_STRONG: gettext_lazy("Strong"),
    Action.UPSCALE_2X: gettext_lazy("2×"),
    Action.UPSCALE_4X: gettext_lazy("4×"),
    Action.UPSCALE_SUBTLE: gettext_lazy("Subtle"),
    Action.UPSCALE_CREATIVE: gettext_lazy("Creative"),
    Action.ZOOM_OUT_1_5: gettext_lazy("Out 1.5×"),
    Action.ZOOM_OUT_2: gettext_lazy("Out 2×"),
    Action.MAKE_SQUARE: gettext_lazy("Square"),
    Action.REGION: gettext_lazy("Region"),
}
PANS = (Action.PAN_LEFT, Action.PAN_UP, Action.PAN_DOWN, Action.PAN_RIGHT)
# Headings in the order in which they stand, and what stands below each.
KINDS: tuple[tuple[str | Promise, tuple[Action, ...]], ...] = (
    (gettext_lazy("Vary"), (Action.VARY, Action.VARY_SUBTLE, Action.VARY_STRONG, Action.REGION, Action.REROLL)),
    (
        gettext_lazy("Upscale"),
        (Action.UPSCALE, Action.UPSCALE_2X, Action.UPSCALE_4X, Action.UPSCALE_SUBTLE, Action.UPSCALE_CREATIVE),
    ),
    (gettext_lazy("Extend"), (Action.ZOOM_OUT_1_5, Action.ZOOM_OUT_2, Action.MAKE_SQUARE, *PANS)),
)


def label_of(step: Step) -> str:
    """'Upscale picture 2', 'Zoom out 2×'."""
    label = str(LABELS[step.action])
    return _("%(action)s picture %(n)d") % {"action": label, "n": step.index} if step.index else label


def started(step: Step) -> str:
    """What the toast says when the action was asked for."""
    return _("%(action)s started") % {"action": label_of(step)}


def read(word: str) -> Step | None:
    """The step behind what a form sends ('upscale.2'), None for anything else."""
    action, _dot, index = word.partition(".")
    if action not in tuple(Action) or not (index.isascii() and index.isdigit() and len(index) == 1):
        return None
    return Step(Action(action), int(index))
