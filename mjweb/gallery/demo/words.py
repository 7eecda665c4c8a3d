"""Prompts as people write them, and the people: put together by chance from lists, alike for the same seed."""

from __future__ import annotations

from random import Random


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split(","))


RATIOS = ("1:1", "3:2", "16:9", "2:3", "4:5", "9:16")
_OFTEN = (30, 24, 18, 12, 10, 6)
_SUBJECTS = _listed(
    "lighthouse,harbour,koi pond,birch forest,desert courtyard,mountain lake,paper waves,ceramic vases,dahlia,"
    "sunflower,glass sphere,red fox,barn owl,snow leopard,old bicycle,tram stop,night market,greenhouse,library,"
    "observatory,river delta,basalt cliff,wheat field,orchard,canal bridge,clock tower,tea house,sailing boat,"
    "hot-air balloon,railway station,spiral staircase,portrait in profile,chess set,bowl of lemons,ginkgo branch,"
    "tide pool,jellyfish,moss garden,salt flat,winter cabin,vineyard,rooftop terrace,paper crane,brass telescope,"
    "violin,typewriter,perfume bottle,running shoe,wrist watch,concept car,headphones,coffee packaging,"
    "book cover,album cover"
)
_PLACES = _listed(
    "above a sea of fog,at the edge of a lake,in a quiet street,under tall arches,on a wooden table,"
    "between dunes,after the rain,in deep snow,on a pale background,inside a dome,near the shore,"
    "in an empty square,by an open window,among ferns,over the rooftops,in a flooded hall"
)
_STYLES = _listed(
    "gouache,risograph print,linocut,ink wash,oil on canvas,35mm film,long exposure,isometric,paper cut,"
    "charcoal study,botanical plate,matte painting,studio photograph,macro photograph,watercolour,woodblock,"
    "flat vector,stained glass,pencil drawing,double exposure"
)
_LIGHTS = _listed(
    "dusk light,soft north light,golden hour,blue hour,overcast,backlit,candlelight,neon,moonlight,first light,"
    "hard noon sun,light through blinds,volumetric light,lamplight"
)
_COLOURS = _listed(
    "teal and ochre,ash rose,ivory and navy,muted greens,terracotta,slate and amber,black and white,pale violet,"
    "saffron,copper and smoke"
)
_DETAILS = _listed(
    "fine grain,one clear ridge line,empty sky,reflections in the water,long shadows,shallow depth of field,"
    "no people,wide negative space,symmetrical,seen from above,close crop,a single figure far away,mist,birds,"
    "gold edges"
)
# Each stands in a few pictures among ten thousand.
_RARE = _listed(
    "astrolabe,quillwort,narwhal,theodolite,sextant,okapi,pangolin,zeppelin,samovar,harpsichord,obelisk,"
    "caravanserai,ziggurat,bathysphere,armillary,kintsugi,orrery,cyanotype,daguerreotype,petrichor"
)
_GIVEN = _listed(
    "Ada,Bela,Chiara,Dmitri,Elif,Farid,Greta,Hiro,Ines,Jonas,Kaia,Luca,Mira,Nuri,Olga,Pavel,Quinn,Rosa,Sami,Tove,"
    "Uma,Viktor,Wanda,Xenia,Yusuf,Zora"
)
_FAMILY = _listed(
    "Aalto,Brandt,Castell,Dorn,Egede,Fontaine,Grau,Holm,Ivers,Jansen,Krall,Lind,Moreau,Novak,Okoro,Pires,Quist,"
    "Rehn,Sato,Thorne,Urban,Vega,Weil,Yilmaz"
)

TAGS = _listed(
    "night,client,draft,print,poster,texture,mood,reference,winter,summer,blue,warm,portrait,architecture,still life,"
    "abstract,animal,plant,sea,road,interior,food,cover,banner,icon,pattern,final,redo,shortlist,archive"
)
COLLECTIONS = _listed(
    "Harbour,Spring campaign,Book covers,Quiet rooms,Night walks,Field notes,Posters,Menus,Packaging,Portraits,"
    "Weather,Botany,Machines,Homepage,Calendar,Stage sets"
)
PROJECTS = _listed("Atlas,Lighthouse,Quarterly,Orchard,Relaunch,Exhibition")


def name(number: int) -> str:
    """Of the person with that number."""
    rounds, place = divmod(number, len(_GIVEN) * len(_FAMILY))
    given, family = _GIVEN[place % len(_GIVEN)], _FAMILY[(place % len(_GIVEN) + place // len(_GIVEN)) % len(_FAMILY)]
    return f"{given} {family}" + (f" {rounds + 1}" if rounds else "")


def prompt(dice: Random) -> tuple[str, str]:
    """A prompt, and its ratio."""
    parts = [f"{dice.choice(_SUBJECTS)} {dice.choice(_PLACES)}"]
    if dice.random() < 0.01:
        parts.append(dice.choice(_RARE))
    for chance, words in ((0.8, _STYLES), (0.7, _LIGHTS), (0.4, _COLOURS), (0.6, _DETAILS), (0.2, _DETAILS)):
        if dice.random() < chance:
            parts.append(dice.choice(words))
    (ratio,) = dice.choices(RATIOS, _OFTEN)
    text = ", ".join(parts) + ("" if ratio == "1:1" else f" --ar {ratio}")
    version = dice.random()
    if version < 0.25:
        text += " --v 6.1"
    elif version < 0.3:
        text += " --niji 6"
    for chance, parameter, most in ((0.25, "stylize", 1000), (0.1, "chaos", 100), (0.05, "weird", 3000)):
        if dice.random() < chance:
            text += f" --{parameter} {dice.randrange(0, most, 25)}"
    if dice.random() < 0.05:
        text += " --no text"
    return text, ratio
