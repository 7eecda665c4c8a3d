"""What cannot go together, what needs company, and what the plan must allow (rules C, D, and pairs of N and R)."""

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject
from jobs.prompts.cost import DEAR_MODEL, units

CONFLICTS: tuple[tuple[str, str, str], ...] = (
    ("hd", "sd", "C08"),
    ("hd", "draft", "C09"),
    ("stealth", "public", "C04"),
    ("oref", "cref", "R04"),
    ("oref", "draft", "R09"),
    ("oref", "fast", "R11"),
    ("edit", "tile", "R14"),
    ("loop", "end", "D05"),
    ("seed", "weird", "N08"),
    ("seed", "turbo", "C06"),
)
"""Two parameters and the rule their meeting breaks; the second is the one to take out."""

NEEDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("sw", ("sref",), "N33"),
    ("sv", ("sref",), "R24"),
    ("cw", ("cref",), "N35"),
    ("ow", ("oref",), "N38"),
    ("motion", ("video",), "D04"),
    ("loop", ("video",), "D04"),
    ("end", ("video",), "D04"),
    ("bs", ("video",), "D04"),
    ("creative", ("test", "testp"), "C20"),
)
"""A parameter and the ones of which it needs one."""

_NEEDY = frozenset(name for name, _, _ in NEEDS)

EXP_STRONG, OMNI_STRONG, STYLIZE_VERY_HIGH = 25, 400, 750


def check(subject: Subject) -> None:
    """Pairs first, then single values beside others, video, plan and cost."""
    by_name = subject.parts.by_name
    for one, other, rule in CONFLICTS if len(by_name) > 1 else ():
        if other in by_name and one in by_name:
            subject.drop(rule, by_name[other])
    for name, companions, rule in () if _NEEDY.isdisjoint(by_name) else NEEDS:
        if name in by_name and not any(companion in by_name for companion in companions):
            subject.drop(rule, by_name[name])
    _strengths(subject)
    if subject.is_video:
        _video(subject)
    _plan(subject)
    _cost(subject)


def _strengths(subject: Subject) -> None:
    prompt = subject.prompt
    quality, exp, omni, weight = map(subject.flag, ("quality", "exp", "ow", "iw"))
    if quality and prompt.has("oref") and values.decimal(prompt.value("quality") or "") == 4:
        subject.drop("R10", quality)
    if exp and subject.facts.exp > EXP_STRONG and (prompt.has("stylize") or prompt.has("profile")):
        subject.report.add("N31", exp.span, "exp", f"{exp.flag} {EXP_STRONG}")
    if omni and subject.facts.ow > OMNI_STRONG and subject.facts.stylize < STYLIZE_VERY_HIGH:
        subject.report.add("N37", omni.span, "ow", f"{omni.flag} {OMNI_STRONG}")
    if weight and not prompt.images:
        subject.drop("N28", weight)


def _video(subject: Subject) -> None:
    video = subject.flag("video")
    if video and not subject.prompt.images:
        subject.report.add("D01", video.span, "video")
    for flag in subject.flags:
        if flag.parameter and not flag.parameter.video:
            subject.drop("D07", flag)
    if subject.speed == "relax" and not subject.context.at.has_relaxed_video:
        span = subject.speeds[-1].span if subject.speeds else subject.whole
        subject.report.add("D08", span, "relax")


def _plan(subject: Subject) -> None:
    plan, relax, stealth = subject.context.at, subject.flag("relax"), subject.flag("stealth")
    speeds = subject.speeds
    if len(speeds) > 1:
        span = min(flag.token.start for flag in speeds), max(flag.token.end for flag in speeds)
        subject.report.add("C01", span, speeds[-1].name, found=", ".join(flag.flag for flag in speeds))
    if relax and not plan.has_relax:
        subject.drop("C02", relax, plan=plan.name)
    if stealth and not plan.has_stealth:
        subject.drop("C03", stealth)
    if subject.context.refused_today >= subject.context.most_refused:
        subject.report.add("B04", subject.whole, None, count=subject.context.refused_today)


def _cost(subject: Subject) -> None:
    """Units of this prompt alone, where the context says what is left."""
    balance = subject.context.balance
    if balance is None:
        return
    needed = units(subject.facts, subject.context.mode, subject.context.price)
    if needed > balance:
        is_dear = subject.facts.model == DEAR_MODEL
        words = {"needed": values.shown(needed / 1000), "left": values.shown(balance / 1000)}
        subject.report.add("C12" if is_dear else "C13", subject.whole, None, **words)
