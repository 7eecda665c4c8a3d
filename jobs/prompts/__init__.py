"""The prompt language: from what a person types to what an engine draws. Pure Python, no Django.

The verbs of the site:

    read(text, context) -> Reading      expand braces, parse and judge at once: prompts, job count, problems
    validate(text, context) -> list     only the problems; errors block, warnings inform
    parse(text, version) -> Prompt      one prompt (no braces) into links, text and parameters; never raises
    prompt.facts() -> Facts             every value with its default: what engines read
    serialise(prompt) -> str            back to one line; parse(serialise(p)) == p
    expand(text, limit) -> Expansion    the prompts out of the braces alone
    normal(prompt) -> Normal            what it says, however it is written: equal for prompts that ask for the same
    difference(a, b) -> Difference      what went, came, moved or has another value; applied(difference, a) == b
    tile_size(width, height, model)     pixels of one tile; label(width, height) names a ratio
    gpu_minutes(facts), units(facts)    estimated cost

A Problem has code, severity, message (template with params, for translation), span, parameter and fix. Context holds
what lies outside the text: default version (7), plan, speed, limits. PARAMETERS, MODELS and offered_in are the table
that forms are made from.
"""

from jobs.prompts.context import PLANS, Context, Plan
from jobs.prompts.cost import gpu_minutes, units
from jobs.prompts.difference import Difference, applied, difference
from jobs.prompts.expand import Expansion, expand
from jobs.prompts.facts import Facts, Reference, Segment, shares
from jobs.prompts.normal import Normal, normal
from jobs.prompts.parse import SPEEDS, Given, Prompt, parse
from jobs.prompts.problem import Problem
from jobs.prompts.ratio import label, reduced, tile_size, upscaled_size
from jobs.prompts.rules import RULES, Rule, Severity
from jobs.prompts.serialise import serialise, serialise_parameters
from jobs.prompts.table import Model, Parameter
from jobs.prompts.validate import Reading, read, validate
from jobs.prompts.versions import DEFAULT_VERSION, MODELS, PARAMETERS, model_named, offered_in

__all__ = [
    "DEFAULT_VERSION",
    "MODELS",
    "PARAMETERS",
    "PLANS",
    "RULES",
    "SPEEDS",
    "Context",
    "Difference",
    "Expansion",
    "Facts",
    "Given",
    "Model",
    "Normal",
    "Parameter",
    "Plan",
    "Problem",
    "Prompt",
    "Reading",
    "Reference",
    "Rule",
    "Segment",
    "Severity",
    "applied",
    "difference",
    "expand",
    "gpu_minutes",
    "label",
    "model_named",
    "normal",
    "offered_in",
    "parse",
    "read",
    "reduced",
    "serialise",
    "serialise_parameters",
    "shares",
    "tile_size",
    "units",
    "upscaled_size",
    "validate",
]
