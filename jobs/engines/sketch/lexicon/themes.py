"""Themes as data: palettes that were chosen by eye, each with its sky, its light and the moods it serves."""

from __future__ import annotations

from typing import NamedTuple


class Theme(NamedTuple):
    """A palette with its light.

    `lights` are the times of day it can show, `tags` hues, moods and places it suits; `ground` has five colours
    from dark to light, then an accent; `sky` four from the top to the horizon; `sun` is the colour of the light.
    """

    name: str
    lights: str
    tags: str
    ground: str
    sky: str
    sun: str


THEMES = (
    Theme("apricot dusk", "dusk golden", "warm orange purple sea mountain city calm romantic",
          "#0d1226 #2a2a52 #5d4a78 #a9738a #eec0a8 #e0533a", "#1d2446 #4d4374 #b5647c #f4ab74", "#ffd9a0"),
    Theme("ember dusk", "dusk", "red warm fire desert dramatic autumn mountain",
          "#1a0b14 #4d1526 #93303a #d96a48 #ffc28a #ffd166", "#2d1a3d #7a2f56 #d4574f #ffb066", "#ffe0a3"),
    Theme("lilac dusk", "dusk dawn", "violet pink soft dream romantic sea flower portrait",
          "#1c1636 #41356e #7d64a3 #bd94bd #f0cfd9 #ff8a7a", "#3a3870 #8069a8 #d796b4 #fbd3c4", "#fff0d8"),
    Theme("blue hour", "dusk night", "blue cool calm sea city winter mountain quiet sad",
          "#081222 #17304d #2f5878 #6d97aa #c3dbdb #ffb661", "#0e1a36 #23436b #5a86a3 #c9c2b8", "#ffe2b0"),
    Theme("rose dawn", "dawn", "pink soft warm calm mountain sea spring morning desert ash",
          "#2c2336 #5d4258 #9c6b76 #d8a39b #f6dcd0 #c8424f", "#8c9ac0 #c3b1c8 #efc3bc #fde4cf", "#fff3dc"),
    Theme("mist dawn", "dawn overcast", "grey cool soft fog mountain forest quiet sea pale",
          "#15232b #34505a #6b8a8f #a8bcb8 #e6e8dc #c9703c", "#7f9aa4 #b0c2c0 #dcdccd #f3ead6", "#fffbe8"),
    Theme("peach dawn", "dawn golden", "warm orange blue hopeful mountain sea desert field",
          "#17253a #34506b #7a8a98 #d6a68a #fbe0c2 #e8743b", "#4c6f93 #8fa9ba #eabb98 #fddfc0", "#fff0d2"),
    Theme("clear noon", "day", "blue green bright summer sea mountain field happy",
          "#0f2c3a #1f5d63 #4d9a86 #a9cf9c #f3efcf #f0653f", "#2f7fc0 #6fb0d8 #b5dbe6 #ecf3ea", "#fffbe6"),
    Theme("white noon", "day", "white bright minimal calm architecture summer sea clean",
          "#27384a #5b7f93 #a9c0c4 #e0ddcf #faf6ea #e4b23c", "#2f86a8 #74b4c8 #bfdde0 #eef3ee", "#fff6dd"),
    Theme("meadow noon", "day", "green fresh spring summer forest field garden happy",
          "#12301f #2f5f35 #6a9442 #b3c36a #f1ecc0 #ee6c7f", "#3f93c4 #86c1d9 #c6e2dc #f2f2d8", "#fffbe0"),
    Theme("old gold", "golden", "yellow warm ochre desert field autumn city nostalgic luxury",
          "#24160c #5c3916 #a56a22 #dca24a #fbe3ab #2f7f86", "#5a7f94 #b3a98f #edc078 #fbe0a8", "#fff0c0"),
    Theme("amber autumn", "golden day", "orange red warm autumn forest leaves rustic",
          "#27140f #5e2a17 #a84a1e #e08a38 #f7d595 #8c1f28", "#7d8fa0 #bdb09a #ebc48e #f8dfb4", "#ffeec6"),
    Theme("coral reef", "day golden", "coral teal bright underwater summer playful pop sea",
          "#06303c #0f6470 #2fa3a0 #f08a72 #ffd9b8 #ff5a4f", "#0f6f8a #38a7ad #a2d9c6 #fbe7c4", "#fff3cf"),
    Theme("moonlit blue", "night", "blue cool calm sea mountain desert forest quiet mystery",
          "#050a18 #10203f #25406f #5d7fae #c2d3e6 #ffc46b", "#070d20 #122449 #2b4b7c #6f92b8", "#f4f1e2"),
    Theme("indigo night", "night", "violet purple blue dream fantasy space city magic",
          "#080620 #1d1650 #433a8c #8478c0 #d9cdec #f7c65c", "#0c0a2a #241c5c #56479a #a88bc2", "#f7e3b0"),
    Theme("teal night", "night", "teal green cool mystery forest underwater space neon cyber",
          "#04100f #0a2e30 #15605c #4fa392 #cfeed2 #ff7a59", "#04121c #0b2f3a #1f6062 #6fae98", "#eafbe6"),
    Theme("black gold", "night studio", "gold black luxury dark elegant art deco city poker table",
          "#0a0806 #221a10 #57421f #a67f3c #f0d79c #d9a441", "#0b0a0c #1d1a1c #3c3126 #7a6038", "#ffe3a0"),
    Theme("neon rain", "night", "pink magenta cyan neon cyber city futuristic rain synthwave party",
          "#09051a #25104a #5a1f80 #c8389a #ff9ad0 #23d5e8", "#0a0620 #2a1152 #7a2384 #f0569a", "#ffd0ec"),
    Theme("storm", "overcast", "grey dark dramatic storm sea mountain sad moody cold",
          "#0c1318 #24343c #4b6068 #8b9b9c #cfd3cb #d9a03f", "#1f2b35 #42535d #77868a #b9bcb2", "#efe9d2"),
    Theme("pale overcast", "overcast", "grey white soft minimal winter snow fog quiet japanese",
          "#1d2930 #4f6068 #8e9a9b #c6cac4 #f0eee4 #c2452d", "#aeb9bb #c8cdc9 #dfdfd6 #efece0", "#fffaf0"),
    Theme("frost", "day dawn overcast", "ice blue cold white winter snow mountain arctic clean",
          "#12263c #2f5577 #6f9bb8 #b5d2de #f2f7f6 #f08a5d", "#5a93c0 #9cc3d9 #d3e5ea #f5f1ea", "#fffdf2"),
    Theme("woodblock", "day dawn dusk", "blue red cream japanese traditional sea mountain woodblock calm",
          "#0a1d3c #1b4673 #4a83a6 #9fc0c0 #efe2c4 #d9482f", "#3b6d94 #8fb2b8 #e9d8b8 #f4dcb4", "#e2533a"),
    Theme("sumi", "overcast studio", "black white grey minimal zen quiet mono japanese",
          "#0f1012 #36383b #77787a #b8b6b0 #f2eee4 #b5332a", "#cfcac0 #dedad0 #ebe7dd #f4f0e6", "#fbf7ee"),
    Theme("ash rose", "dusk night dawn", "rose pink grey desert dune calm soft moon ash",
          "#2b1f2b #5e4350 #9b707a #cfa3a0 #f1d8cb #fff0d8", "#3d3450 #7d6078 #c08f94 #edc4b4", "#fff2dc"),
    Theme("desert noon", "day", "sand ochre yellow blue desert dune hot minimal",
          "#4a2a1c #94583a #cf8f5c #ecc48f #fae6c4 #2f8390", "#3f8fb5 #8fc0cc #d7dfcf #f5e6c8", "#fff2d0"),
    Theme("crimson sand", "dusk golden", "red crimson desert dune mars hot dramatic space",
          "#2a0a12 #6d1a26 #b33c36 #e57a52 #ffc99a #ffe0a8", "#3d1c4f #94356b #e2605c #ffab72", "#ffe2b8"),
    Theme("terracotta", "day golden studio", "terracotta orange warm earth architecture ceramic mediterranean rustic",
          "#3a1712 #7f3626 #c4623f #e59d74 #f8dcc2 #2f6f77", "#3f8fa6 #8fbcc0 #e8d0b6 #f8dfc6", "#ffedcb"),
    Theme("sage studio", "studio day", "green sage soft still minimal interior ceramic calm",
          "#1f2f28 #4b6b58 #87a48c #c2d0b8 #f1f0e2 #e08a45", "#b7c8b8 #ccd8ca #e0e6da #f0f1e8", "#fff6e2"),
    Theme("blush studio", "studio day", "pink peach soft still minimal interior ceramic flower romantic portrait",
          "#4a2530 #96505a #d58b80 #f1bfa8 #fcebdc #1f4f6b", "#e7c3b0 #efd0be #f6dfd0 #fbf1e8", "#fff2e0"),
    Theme("midnight studio", "studio night", "blue dark still glossy elegant product dramatic",
          "#0b1020 #1d2a4d #3f5bc4 #8ea5e8 #e6ebfa #f25f4c", "#12172a #1d2542 #343f6b #5a6698", "#eef2ff"),
    Theme("lavender studio", "studio day", "violet lavender soft still flower dream pastel",
          "#2b1f4d #5b449a #9a7fd0 #cdb8ea #f5effb #f2b84f", "#d2c6e4 #ded4ec #eae3f3 #f7f3fb", "#fff7ea"),
    Theme("pearl", "studio day", "pearl pastel iridescent soft light soap opal white",
          "#4b4a63 #8c8db0 #c3b7cf #e5d6dc #fbf6f0 #7fc4c0", "#cfd6e4 #dfdfea #eee6ea #fbf5ef", "#fffaf2"),
    Theme("lemon pop", "day studio", "yellow bright pop playful happy fun cartoon kawaii",
          "#28264d #2f6fb0 #ff6f61 #ffc83d #fff4cf #00a6a0", "#ffd84f #ffe27f #ffedb0 #fff7dc", "#ffffff"),
    Theme("candy", "day studio", "pink blue bright pastel pop playful cute kawaii sweet",
          "#3a2a6b #7a5fd0 #ff8fb8 #ffc9d8 #fff3f0 #34c3c9", "#8fd0f0 #b8e0f0 #f6d4e4 #ffeef0", "#fffbe8"),
    Theme("teal and ochre", "day studio golden", "teal ochre geometric pattern textile mid-century retro woven",
          "#0c3338 #1f6a6c #6b9a8a #d19a3a #f3e2b8 #b5482c", "#2f7d80 #7fae9f #d8c690 #f3e2b8", "#fff0cc"),
    Theme("folk red", "day studio", "red indigo cream folk textile pattern woven traditional carpet",
          "#1c1a34 #33407a #8c2433 #c9503c #f4e3c6 #e2a53a", "#b54a3c #d98a6a #eec9a0 #f7e6c8", "#fff0d0"),
    Theme("bauhaus", "day studio", "red blue yellow primary geometric abstract modern bauhaus poster",
          "#16181d #1f4e8c #d8392b #f2b632 #f5ecd9 #2a9d8f", "#efe4cf #f2e8d6 #f5ecdd #f8f1e6", "#fff8ea"),
    Theme("deep sea", "night day", "blue teal underwater ocean deep water koi aquarium cool",
          "#031420 #06384f #0f7085 #4fb3ae #d3f0dc #ff7043", "#0a4a66 #137a90 #48b0b0 #b4e2cf", "#effff0"),
    Theme("jade", "day overcast dawn", "green jade emerald forest tea koi pond river map calm nature",
          "#0a231d #1a4d3c #3f8262 #92b98d #e6ecd0 #e8743c", "#5f9a98 #9cc2b2 #d4dfc6 #f0eed6", "#fff8dc"),
    Theme("magma nebula", "night", "red orange fire lava nebula space dramatic",
          "#0a0508 #3a0f22 #8f2733 #e0603c #ffd08a #6fd0e0", "#080510 #2a0f28 #7a2336 #d9683f", "#ffe6b8"),
    Theme("violet nebula", "night", "purple magenta pink nebula space galaxy cosmic dream",
          "#05060f #1b1a4a #5a2d8a #c054a0 #f7b49a #5ae0e8", "#05060f #1a1846 #552a82 #b8569c", "#ffe8d2"),
    Theme("aurora", "night", "green teal violet aurora arctic winter magic sky",
          "#04101a #0d2f3e #1f6a66 #55c08f #d8f5cf #b47cff", "#050b20 #0f2a4a #1f6c6a #7fd6a0", "#eafff0"),
    Theme("delta rust", "day", "rust orange teal earth river aerial map delta topographic",
          "#2d1a10 #6b3a18 #b06a2c #d9a65a #efdcae #1f7d86", "#2f7d86 #7fb5ae #d8d2ac #efe0b8", "#fff2cf"),
    Theme("delta green", "day", "green blue earth river aerial map delta topographic nature",
          "#122318 #27472b #56753c #9aa85c #e0d8ae #2a7ea8", "#2f6f94 #8fc3cf #d8e0c4 #efe8cc", "#fff6da"),
    Theme("sepia", "overcast studio golden", "brown sepia old vintage nostalgic antique map mono",
          "#20150e #4d3521 #8a6542 #c29f72 #f0dfbd #8c2f22", "#b89a70 #cfb68c #e2cfa8 #f1e4c6", "#fff2d4"),
)  # fmt: skip
