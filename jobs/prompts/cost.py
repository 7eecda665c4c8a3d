"""What a prompt costs at the service: an estimate in GPU minutes, and its weight in quota units."""

from jobs.prompts.facts import Facts

DEAR_MODEL, DEAR = "6", 1500
"""Version 6.0 in Fast counts one and a half."""

VIDEO_MINUTES = {4: 8.0, 2: 4.0, 1: 2.0}


def gpu_minutes(facts: Facts, mode: str = "fast") -> float:
    """About how many GPU minutes one job of this prompt takes; a guide from the help pages, not a bill.

    `mode` is the speed where the prompt names none. Relax costs nothing.
    """
    speed = facts.mode or mode
    if speed == "relax":
        return 0.0
    return _base(facts) * (2 if speed == "turbo" else 1)


def units(facts: Facts, mode: str = "fast", price: int = 1000) -> int:
    """Quota of one job in thousandths of a unit, `price` being that of any other model."""
    is_dear = facts.model == DEAR_MODEL and (facts.mode or mode) == "fast"
    return price * DEAR // 1000 if is_dear else price


def _base(facts: Facts) -> float:
    if facts.video:
        return VIDEO_MINUTES[facts.clips]
    if facts.model.startswith("8"):
        if facts.edit:
            return 2.3 if facts.hd else 1.0
        return 1.3 if facts.hd else 0.4 if facts.draft else 0.8
    return facts.quality * (0.5 if facts.draft else 1.0) * (2 if facts.oref else 1)
