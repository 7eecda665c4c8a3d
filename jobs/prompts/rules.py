"""Every rule of the prompt language: its code, its weight and the sentence a person reads.

A key is a rule code, or a code with a variant behind a dot where one rule needs a second sentence. Sentences are
format strings with named fields, so that they can be translated before the fields are filled in.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem keeps a prompt from being sent."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence: the rule it belongs to, how grave it is and the words, with fields in braces."""

    code: str
    severity: Severity
    template: str


def gettext_noop(message: str) -> str:
    """Mark a sentence for the translation catalogue; this package itself knows nothing of Django."""
    return message


E, W = Severity.ERROR, Severity.WARNING

_SENTENCES: tuple[tuple[str, Severity, str], ...] = (
    # Syntax
    ("S01", E, gettext_noop('Put a space before "{found}"; glued to the word before it, it is read as text.')),
    ("S02", E, gettext_noop('Write the two dashes together: "{wanted}".')),
    ("S03", E, gettext_noop('Remove the space between the dashes and the name: "{wanted}".')),
    ("S04", E, gettext_noop('Put a space between "{name}" and "{value}".')),
    ("S05", E, gettext_noop('Put a space between "{name}" and "{value}".')),
    ("S06", E, gettext_noop('Remove the punctuation around "{value}".')),
    ("S07", E, gettext_noop('Remove the full stop after "{value}".')),
    ("S08", E, gettext_noop('Move "{found}" in front of the parameters.')),
    ("S08.dash", E, gettext_noop('"{found}" has one hyphen only; write "{wanted}".')),
    ("S09", E, gettext_noop('"{found}" was read as "{name}", which is not a parameter.')),
    ("S09.near", E, gettext_noop('"{found}" was read as "{name}", which is not a parameter. Did you mean "{wanted}"?')),
    ("S10", E, gettext_noop('"{found}" does not start with two hyphens. Replace it with "{wanted}".')),
    ("S11", W, gettext_noop('"{found}" is plain text. Did you mean "{wanted}"?')),
    ("S12", E, gettext_noop('"{name}" is not a parameter.')),
    ("S12.near", E, gettext_noop('"{name}" is not a parameter. Did you mean "{wanted}"?')),
    ("S13", E, gettext_noop('"{name}" is not a parameter, in capitals or not.')),
    ("S13.near", E, gettext_noop('"{name}" is not a parameter. Did you mean "{wanted}"?')),
    ("S14", E, gettext_noop("The prompt is empty. Describe the picture first.")),
    (
        "S15",
        E,
        gettext_noop("Parameters alone are not a prompt. Add text, or at least two picture links, before them."),
    ),
    ("S16", E, gettext_noop('"{name}" needs a value.')),
    ("S16.range", E, gettext_noop('"{name}" needs a number from {low} to {high}.')),
    ("S17", E, gettext_noop('"{name}" is an on/off switch; remove "{value}".')),
    ("S18", W, gettext_noop('"{name}" is set more than once; only the last one, {value}, is kept.')),
    ("S19", W, gettext_noop('"{name}" and "{other}" are the same parameter; only the last one is kept.')),
    ("S20", W, gettext_noop('The command "{found}" was left out; only the prompt itself belongs here.')),
    ("S21", E, gettext_noop("The prompt has {length} characters, {over} more than the limit of {limit}.")),
    ("S22", W, gettext_noop("Some services stop at {limit} characters; the end of this prompt may be lost.")),
    ("S23", E, gettext_noop('"{name}" is neither a parameter nor one of your shortcuts.')),
    ("S24", W, gettext_noop("Use double quotes around words that should appear in the picture.")),
    ("S25", W, gettext_noop("{model} cannot draw words reliably; choose version 6 or later.")),
    ("S26", E, gettext_noop("There is an invisible control character ({found}) here. Remove it.")),
    # Aspect ratio
    ("A01", E, gettext_noop("Give the ratio as width:height, for example 16:9 or 1280:720.")),
    ("A01.digits", E, gettext_noop("The numbers of the ratio are too long; nine digits each are the most.")),
    ("A02", E, gettext_noop("The ratio takes whole numbers: write {wanted} instead of {value}.")),
    ("A03", E, gettext_noop("Put a colon between width and height: {wanted}.")),
    ("A04", E, gettext_noop("Put a colon, not a slash, between width and height: {wanted}.")),
    ("A05", E, gettext_noop("Both sides of the ratio must be at least 1.")),
    ("A06", E, gettext_noop("Both sides of the ratio must be at least 1; a side cannot be negative.")),
    ("A07", E, gettext_noop("{value} is out of reach: {model_inside} accepts ratios from {tallest} to {widest}.")),
    ("A08", E, gettext_noop("HD pictures accept ratios from {tallest} to {widest}. Drop --hd or change the ratio.")),
    ("A09", E, gettext_noop("{value} is out of reach: {model_inside} accepts ratios from {tallest} to {widest}.")),
    ("A10", E, gettext_noop("{model} accepts ratios from {tallest} to {widest}.")),
    ("A11", E, gettext_noop("Style {style} accepts only 1:1, 2:3 and 3:2.")),
    ("A12", E, gettext_noop("{model} accepts ratios from {tallest} to {widest}.")),
    ("A13", E, gettext_noop("The test models accept ratios from {tallest} to {widest}.")),
    ("A14", E, gettext_noop("{model} accepts ratios from {tallest} to {widest}.")),
    ("A15", W, gettext_noop("A ratio beyond 2:1 is allowed, but the result may surprise.")),
    ("A16", W, gettext_noop('"{name}" is retired; write "{wanted}" instead.')),
    # Version
    ("V01", E, gettext_noop("There is no version {value}. Known: {known}.")),
    ("V02", E, gettext_noop("The version is a number, for example {known}.")),
    ("V03", E, gettext_noop("Choose one model: {found} cannot go together.")),
    ("V04", E, gettext_noop("There is no niji {value}. Known: {known}.")),
    ("V05", W, gettext_noop("Without a number this is niji {value}; some services refuse it without one.")),
    ("V06", W, gettext_noop("Version 8.0 was a trial and is no longer offered; use {wanted}.")),
    ("V07", W, gettext_noop('"{found}" is plain text. Did you mean "{wanted}"?')),
    ("V08", W, gettext_noop('"--preview" no longer selects a model; write "{wanted}".')),
    # Numbers
    ("N01", E, gettext_noop("Chaos goes from {low} to {high}.")),
    ("N02", E, gettext_noop("{label} is a whole number.")),
    ("N02.decimal", E, gettext_noop("{label} is a number.")),
    ("N03", E, gettext_noop("Stylize goes from {low} to {high}.")),
    ("N03.none", E, gettext_noop("{model} has no stylize.")),
    ("N04", E, gettext_noop("Stylize goes from {low} to {high}; it cannot be negative.")),
    ("N05", E, gettext_noop("In {model_inside} stylize goes from {low} to {high}.")),
    ("N06", E, gettext_noop("Weird goes from {low} to {high}.")),
    ("N07", E, gettext_noop("Weird needs version 5 or later; {model_inside} does not have it.")),
    ("N08", W, gettext_noop("With weird, the same seed may give different pictures.")),
    ("N09", E, gettext_noop("Seed goes from {low} to {high}.")),
    ("N10", E, gettext_noop("Seed is a whole number.")),
    ("N11", E, gettext_noop("In {model_inside} quality is one of {choices}.")),
    ("N12", W, gettext_noop("There is no quality 3; it runs, and costs, as 4.")),
    ("N13", E, gettext_noop("In {model_inside} quality is one of {choices}.")),
    ("N14", E, gettext_noop("In {model_inside} quality is one of {choices}.")),
    ("N15", E, gettext_noop("{model} has no quality setting; --hd gives more pixels.")),
    ("N16", E, gettext_noop("In {model_inside} quality is one of {choices}.")),
    ("N17", E, gettext_noop("In {model_inside} quality is one of {choices}; --draft saves time instead.")),
    ("N18", E, gettext_noop("Stop goes from {low} to {high}.")),
    ("N19", E, gettext_noop("Stop works up to version 6.1 only.")),
    ("N20", W, gettext_noop("A repeat of 1 changes nothing; the smallest useful value is 2.")),
    ("N20.low", E, gettext_noop("Repeat starts at 2.")),
    ("N21", E, gettext_noop("At most {limit} repeats are allowed on the {plan} plan.")),
    ("N22", E, gettext_noop("At most {limit} repeats are allowed on the {plan} plan.")),
    ("N23", E, gettext_noop("At most {limit} repeats are allowed.")),
    ("N24", E, gettext_noop("Repeat works in Fast and Turbo only.")),
    ("N25", E, gettext_noop("Picture weight goes from {low} to {high} in {model_inside}.")),
    ("N26", E, gettext_noop("Picture weight goes from {low} to {high} in {model_inside}.")),
    ("N26.none", E, gettext_noop("{model} has no picture weight.")),
    ("N27", E, gettext_noop("Picture weight goes from {low} to {high} in {model_inside}.")),
    ("N28", W, gettext_noop("There is no picture link at the start, so --iw has nothing to weigh.")),
    ("N29", E, gettext_noop("Exp goes from {low} to {high}.")),
    ("N30", E, gettext_noop("Exp needs version 7 or later.")),
    ("N31", W, gettext_noop("Above 25, exp begins to overrule stylize and personalisation.")),
    ("N32", E, gettext_noop("Style weight goes from {low} to {high}.")),
    ("N33", W, gettext_noop("Style weight has no effect without --sref.")),
    ("N34", E, gettext_noop("Character weight goes from {low} to {high}.")),
    ("N35", W, gettext_noop("Character weight has no effect without --cref.")),
    ("N36", E, gettext_noop("Omni weight goes from {low} to {high}.")),
    ("N37", W, gettext_noop("Above 400 the result becomes unpredictable unless stylize is very high.")),
    ("N38", W, gettext_noop("Omni weight has no effect without --oref.")),
    # References
    ("R01", E, gettext_noop("--cref works with version 6, 6.1 and niji 6 only. Version 7 has --oref instead.")),
    ("R02", E, gettext_noop('Add "--v 6": {model_inside}, used when none is named, has no --cref.')),
    ("R03", E, gettext_noop("{model} has no character reference; use niji 6.")),
    ("R04", E, gettext_noop("Choose one: --oref belongs to version 7, --cref to version 6.")),
    ("R05", E, gettext_noop("--oref needs version 7; version 6 has --cref instead.")),
    ("R06", W, gettext_noop("Version 8 has --edit in place of --oref; this job may run in version 7.")),
    ("R07", E, gettext_noop("Only one omni reference picture is allowed.")),
    ("R08", E, gettext_noop("Describe the scene as well; an omni reference alone is not enough.")),
    ("R09", E, gettext_noop("--draft and --oref cannot go together.")),
    ("R10", E, gettext_noop("Quality 4 and --oref cannot go together.")),
    ("R11", W, gettext_noop("Omni reference is listed as unavailable in Fast; the service may refuse it.")),
    ("R12", E, gettext_noop("--edit needs version 8.1 or later.")),
    ("R13", E, gettext_noop("At most four pictures can be attached with --edit.")),
    ("R14", E, gettext_noop("--tile and --edit cannot go together.")),
    ("R15", E, gettext_noop('Give --sref a picture link, a style code or the word "random".')),
    ("R15.link", E, gettext_noop('Give "{name}" a picture link.')),
    ("R16", E, gettext_noop('"{value}" is neither a link nor a style code; codes are numbers.')),
    ("R17", E, gettext_noop('"{value}" is not a style code. Did you mean "random"?')),
    ("R18", E, gettext_noop('Write the weight directly after "::", without a space.')),
    ("R19", E, gettext_noop("Style reference needs version 6 or later.")),
    ("R20", E, gettext_noop("In {model_inside} the style version is {low} to {high}.")),
    ("R21", E, gettext_noop("In {model_inside} the style version is {low} to {high}.")),
    ("R22", W, gettext_noop("Leave --sv out: it is not documented for {model_inside}.")),
    ("R23", E, gettext_noop("Style codes and random work with --sv 4 and --sv 6 only.")),
    ("R24", W, gettext_noop("Style version has no effect without --sref.")),
    ("R25", W, gettext_noop("A moodboard ignores --sw and --sv; --s sets its strength.")),
    ("R26", E, gettext_noop("Move the picture link to the very start of the prompt.")),
    ("R27", E, gettext_noop("One picture link needs some text beside it; two or more may stand alone.")),
    ("R28", E, gettext_noop("One picture link needs some text beside it; two or more may stand alone.")),
    ("R29", E, gettext_noop("The link must point to a png, gif, webp, jpg or jpeg file.")),
    ("R30", E, gettext_noop('"{value}" is a file name. Upload the picture and use its web address.')),
    ("R31", E, gettext_noop("Only http and https links can be fetched.")),
    ("R32", E, gettext_noop("This address is private; the service could not fetch it.")),
    ("R33", E, gettext_noop('"{value}" is not a profile code: those have letters and digits only.')),
    ("R34", E, gettext_noop("Personalisation needs version 6 or later.")),
    ("R35", W, gettext_noop("Niji 7 began without personalisation; it may have no effect.")),
    # Weights and exclusions
    ("M01", E, gettext_noop('Write the two colons together: "{wanted}".')),
    ("M02", W, gettext_noop('{model} does not use "::"; write one sentence, or choose version 6.1.')),
    ("M03", E, gettext_noop("The weights add up to {total}; the total must be above zero.")),
    ("M04", E, gettext_noop("With a missing weight as 1, the weights add up to {total}; it must be above zero.")),
    ("M05", W, gettext_noop('"{found}" is read as a word; write "::{found}" to make it a weight.')),
    ("M06", E, gettext_noop("{model} accepts whole numbers as weights only.")),
    ("M07", E, gettext_noop('The test models do not know "::".')),
    (
        "M08",
        W,
        gettext_noop('Each word after --no counts by itself: "{found}" excludes "{first}" too. Put commas between.'),
    ),
    ("M09", E, gettext_noop("Name at least one thing to leave out after --no.")),
    ("M10", W, gettext_noop("The --no lists were joined into one; a second --no may be ignored.")),
    # Permutations
    ("P01", E, gettext_noop("This opening brace has no partner.")),
    ("P02", E, gettext_noop("This closing brace has no partner.")),
    ("P03", W, gettext_noop("There is an empty choice in these braces.")),
    ("P04", W, gettext_noop("These braces hold one choice only; add another or remove them.")),
    ("P05", E, gettext_noop("This makes {jobs} jobs; the {plan} plan allows {limit} at once.")),
    ("P06", E, gettext_noop("This makes {jobs} jobs; the {plan} plan allows {limit} at once.")),
    ("P07", E, gettext_noop("This makes {jobs} jobs; at most {limit} are allowed at once.")),
    ("P08", E, gettext_noop("Braces work in Fast and Turbo only.")),
    ("P09", E, gettext_noop("An inner or outer brace is not closed.")),
    ("P10", E, gettext_noop("This opening brace has no partner.")),
    (
        "P11",
        E,
        gettext_noop("Choice {number} of {total} is not valid by itself; correct it or take it out of the braces."),
    ),
    ("P12", E, gettext_noop("{choices} choices times {repeat} repeats make {jobs} jobs; at most {limit} are allowed.")),
    ("P13", W, gettext_noop("This starts {jobs} jobs at once.")),
    # Speed, model switches, styles
    ("C01", E, gettext_noop("Choose one speed: {found} cannot go together.")),
    ("C02", E, gettext_noop("The {plan} plan has no Relax.")),
    ("C03", E, gettext_noop("Stealth needs the Pro or Mega plan.")),
    ("C04", E, gettext_noop("Choose one of --stealth and --public.")),
    ("C05", E, gettext_noop("{model} has no Turbo.")),
    ("C06", W, gettext_noop("In Turbo the same seed may give different pictures.")),
    ("C07", E, gettext_noop("{name} needs version 8.1 or 8.2; elsewhere, upscale afterwards.")),
    ("C08", E, gettext_noop("Choose one of --hd and --sd.")),
    ("C09", E, gettext_noop("Draft pictures are always small; remove --hd or --draft.")),
    ("C10", E, gettext_noop("Draft needs version 7 or later.")),
    ("C11", W, gettext_noop("In version 8, draft works on the service's website only.")),
    ("C12", E, gettext_noop("This prompt needs {needed} units because of version 6; only {left} left.")),
    ("C13", E, gettext_noop("This prompt needs {needed} units; only {left} left.")),
    ("C14", E, gettext_noop("Raw needs version 5.1 or later, niji 6 or niji 7.")),
    ("C15", W, gettext_noop('Write "--raw"; "--style raw" belongs to versions 5 and 6.')),
    ("C16", E, gettext_noop('Style "{value}" belongs to niji 5 and 6.')),
    ("C16.unknown", E, gettext_noop('{model} has no style "{value}".')),
    ("C17", E, gettext_noop('Style "{value}" belongs to version 4.')),
    ("C18", E, gettext_noop("{model} cannot make seamless tiles.")),
    ("C19", E, gettext_noop("--sameseed works up to version 3 only; use --seed.")),
    ("C20", E, gettext_noop("--creative works with --test or --testp only.")),
    ("C21", E, gettext_noop("{name} was retired and has no replacement.")),
    ("C22", E, gettext_noop("{name} works up to version 4 only.")),
    ("C23", E, gettext_noop("The test models accept text only.")),
    # Video
    ("D01", E, gettext_noop("A video needs a start picture: put its link first.")),
    ("D02", E, gettext_noop("Motion is low or high.")),
    ("D03", E, gettext_noop("The number of clips is 1, 2 or 4.")),
    ("D04", E, gettext_noop("{name} works together with --video only.")),
    ("D05", E, gettext_noop("A loop ends on its first frame; remove --end.")),
    ("D06", E, gettext_noop("Give --end the link of the last frame.")),
    ("D07", E, gettext_noop("{name} does not apply to video: only --motion, --raw, --loop, --end and --bs do.")),
    ("D08", E, gettext_noop("Video in Relax needs the Pro or Mega plan.")),
    # Moderation
    ("B01", E, gettext_noop('The word "{found}" is blocked here. Choose another word.')),
    ("B02", E, gettext_noop('The word "{found}" is blocked here, in capitals too. Choose another word.')),
    ("B03", E, gettext_noop('The word "{found}" is blocked here, in parameters too. Choose another word.')),
    ("B04", E, gettext_noop("{count} prompts were refused today, which is the limit; sending more would cost units.")),
)

RULES: dict[str, Rule] = {
    key: Rule(key.partition(".")[0], severity, template) for key, severity, template in _SENTENCES
}
