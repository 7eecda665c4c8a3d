"""How many prompts are read in a CPU second, and how long the worst text of 6,000 characters takes.

Reading is expanding, parsing and judging. The ordinary prompts are read in turn with the standard library's tokenizer
for the same words, so that the machine can be judged beside the figure.
"""

from __future__ import annotations

import math
import random
import shlex
import time
from collections.abc import Callable, Sequence

from jobs import prompts
from tests.bench.figures import QUICK, say

ORDINARY = (
    "a lighthouse on a basalt cliff, dusk light --ar 3:2",
    "€528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720",
    "portrait of an old sailor, ink --s 250 --c 10 --seed 1234",
    "https://example.org/a.png koi pond from above::2 lilies::1 --no fish --iw 1.5",
    "forest",
    "desert courtyard with arches, still pool, a painted sphere --ar 4:5 --v 6.1 --style raw",
    "منارة على جرف فوق بحر من الضباب --ar 2:3",
    "city at night in the rain, neon, photograph, 35 mm --ar 16:9 --q 2 --turbo",
    "topographic lines, ochre on cream, risograph --tile --weird 200",
    "birch forest in autumn light, gouache, loose brush --ar 1:2 --stylize 400 --chaos 20",
)
WORST = {
    "open braces": "{",
    "pairs of braces": "{a,b}",
    "nested braces": "{a,{b,c}} ",
    "escaped commas": "{a\\,b,c\\,d} ",
    "braces and flags": "portrait {red,blue} --s 10 ",
    "lone dashes": "- ",
    "glued flags": "a--ar",
    "flags": "--ar 3:2 ",
    "unknown flags": "--zzz ",
    "different unknown flags": "--zz# ",
    "different misspelt flags": "--styl#ze ",
    "misspelt flags": "--sylize 10 ",
    "dashes from phones": "a —ar 3:2 ",
    "colons": "a::",
    "weights": "a::1.5 ",
    "quotes": "\"'",
    "spaces": " ",
    "words": "word ",
    "letters": "a",
    "negative words": "--no a,",
    "links": "https://a.b/c.png ",
    "style links": "--sref https://a.b/c.png ",
    "commands": "/imagine prompt: ",
    "emoji": "🦊",
    "control characters": "\x01",
    "angle brackets": "<https://",
    "digits": "--seed 9",
}
# Texts made of these by chance are tried too, to find what nobody thought of.
SCRAPS = (
    "-",
    "--",
    "—",
    "{",
    "}",
    ",",
    "\\",
    "::",
    ":",
    ".",
    " ",
    "a",
    "9",
    "ar",
    "--no ",
    "--v ",
    "<",
    ">",
    '"',
    "//",
    "https://",
)
LONGEST = 6000
ROUNDS = 20 if QUICK else 200
FEW, TURNS = 8, 10
LETTERS = str.maketrans("0123456789", "ghijklmnop")
FUZZED = 100 if QUICK else 2000


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    begin = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - begin


def words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=False)
    lexer.whitespace_split, lexer.quotes = True, ""
    return list(lexer)


def filled(unit: str) -> str:
    """The unit over and over; `#` in it is another word each time."""
    parts = (unit.replace("#", f"{number:x}".translate(LETTERS)) for number in range(LONGEST))
    return "".join(parts)[:LONGEST]


def worst_of(unit: str) -> float:
    """Seconds for the unit over and over; the best of a few tries, the first of which may be enough."""
    text = filled(unit)
    first = seconds(prompts.read, [text])
    return first if first < 0.004 else min(seconds(prompts.read, [text]) for _ in range(5))


def worst(units: Sequence[str]) -> tuple[float, str]:
    """The unit that takes longest and its seconds; machines are noisy, so the slowest few are tried again in turn."""
    slowest = sorted(set(units), key=worst_of)[-FEW:]
    texts = {unit: filled(unit) for unit in slowest}
    found = dict.fromkeys(slowest, math.inf)
    for _ in range(TURNS):
        for unit, text in texts.items():
            found[unit] = min(found[unit], seconds(prompts.read, [text]))
    return max((taken, unit) for unit, taken in found.items())


def main() -> None:
    texts = ORDINARY * 20
    seconds(prompts.read, texts)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(prompts.read, texts))
        theirs.append(seconds(words, texts))
    say("prompts.read", len(texts) / min(ours), "1/s CPU", goal=10_000, better="higher")
    say("prompts.tokens", len(texts) / min(theirs), "1/s CPU", better="higher")
    chance = random.Random(1)  # texts, no secrets
    fuzzed = ["".join(chance.choices(SCRAPS, k=chance.randint(1, 8))) for _ in range(FUZZED)]
    slowest, unit = worst([*WORST.values(), *fuzzed])
    name = next((name for name, unit_of_it in WORST.items() if unit_of_it == unit), repr(unit))
    say(f"prompts.worst, of {name}", 1000 * slowest, "ms CPU", goal=10)
    # Forty prompts are forty times the work; what counts is what one of them costs.
    choices = ",".join(str(number) for number in range(40))
    long = f"{{{choices}}} " + "word " * 1150
    many = min(seconds(prompts.read, [long[:LONGEST]]) for _ in range(5))
    say("prompts.worst_of_forty", 1000 * many / len(prompts.read(long[:LONGEST]).prompts), "ms CPU a prompt", goal=10)


if __name__ == "__main__":
    main()
