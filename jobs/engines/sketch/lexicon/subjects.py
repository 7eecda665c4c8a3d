"""Subjects as data: which words choose which scene, with which options, and the themes a scene likes."""

from __future__ import annotations

from typing import NamedTuple


class Subject(NamedTuple):
    """A scene with the words that choose it; `options` go to the scene, `weight` decides among several subjects."""

    scene: str
    words: str
    options: str = ""
    weight: float = 1.0


SUBJECTS = (
    # sea, land and sky
    Subject("sea_lighthouse",
            "lighthouse|beacon|phare|leuchtturm|faro|маяк|灯台|灯塔|منارة", "tower=lighthouse", 1.6),
    Subject("sea_lighthouse",
            "cliff|coast|shore|headland|coastline|basalt|fjord|harbour|harbor|pier", "tower=none", 0.8),
    Subject("waves",
            "wave|ocean wave|surf|tide|swell|layered paper wave|great wave|welle|vague|ola|волна|波|波浪|"
            "海浪|🌊", "", 1.2),
    Subject("waves",
            "sea|ocean|mer|meer|mar|море|海|بحر|البحر|boat|ship|sail|sailboat|⛵|island|beach|sailing", "", 0.7),
    Subject("mountains_fog",
            "mountain|hill|ridge|peak|alp|alpine|summit|valley|everest|berg|montagne|montaña|montanha|гора|"
            "горы|山|جبل|الجبال|🏔|⛰|🗻|landscape|horizon|view|wilderness|highland|andes|himalaya|volcano|"
            "canyon|cloud|sky|field|meadow|countryside", "", 0.9),
    Subject("mountains_fog",
            "snow mountain|glacier|snowy mountain|ice|arctic", "snow=1"),
    Subject("desert",
            "dune|desert|sahara|sand|camel|oasis|mars|wüste|désert|desierto|пустыня|沙漠|صحراء|🐪|🏜|egypt|"
            "pyramid", "", 1.2),
    Subject("topographic",
            "river delta|delta|river|floodplain|estuary", "kind=delta", 1.15),
    # A place to look from chooses the scene only where nothing else does.
    Subject("topographic", "aerial|satellite|bird's eye|from above|drone", "kind=delta", 0.6),
    Subject("topographic",
            "map|topographic|contour|contour map|cartography|atlas|terrain map|islands map|karte|карта|地图|"
            "🗺|archipelago", "kind=map", 1.2),
    # surfaces and matter
    Subject("ink_water",
            "ink|ink in water|smoke|plume|marbling|marble|swirl|slow shutter|liquid|fluid|ebru|fumée|дым|墨|"
            "دخان|💨|pigment|dye|milk"),
    Subject("woven",
            "woven|wool|textile|fabric|carpet|rug|kilim|tapestry|weave|knit|knitted|blanket|quilt|tartan|"
            "plaid|embroidery|thread|cloth|tissu|teppich|ковёр|织|سجاد|🧶|basket|linen|pattern|ornament|"
            "mosaic|azulejo|tile pattern", "", 1.05),
    Subject("abstract",
            "soap film|soap|bubble|iridescent|oil slick|holographic|opal|pearl light|bubbles|🫧", "kind=soap", 1.3),
    Subject("abstract",
            "bokeh|blurred lights|fairy lights|confetti|glitter|sparkle|raindrop|"
            "droplet|wet glass|✨|🎉", "kind=bokeh", 1.2),
    Subject("abstract",
            "flow|flow field|current|wind|motion|music|jazz|sound|energy|dance|hair|"
            "ribbon|silk|speed|rhythm", "kind=flow", 0.8),
    Subject("abstract",
            "geometric|bauhaus|suprematist|kandinsky|constructivist|shapes|circle|triangle|mondrian|cubist|"
            "cubism|composition|logo|icon|poster design", "kind=shapes", 0.75),
    Subject("abstract",
            "crystal|shard|stained glass|glass|fracture|cell|voronoi|polygon|"
            "low poly|diamond|gem|💎", "kind=glass", 0.8),
    Subject("abstract",
            "gradient|colour field|color field|rothko|mood|feeling|emotion|abstract|"
            "silence|emptiness|aura", "kind=field", 0.6),
    # places and things
    Subject("forest",
            "forest|wood|woods|tree|pine|birch|jungle|bamboo|fir|oak|grove|redwood|autumn leaves|leaf|leaves|"
            "wald|forêt|bosque|лес|森|森林|林|غابة|🌲|🌳|🌴|🍁|🍂|deer|path in the woods|park|fern|mushroom|"
            "🍄|swamp", "", 1.05),
    Subject("city_night",
            "city|street|skyline|skyscraper|tokyo|new york|alley|downtown|metropolis|cyberpunk|building|"
            "tower|urban|neon sign|traffic|bridge|stadt|ville|ciudad|город|城|城市|街|مدينة|🌃|🏙|🌆|car|taxi|"
            "subway|train|station|rooftop|window|robot|apartment"),
    Subject("courtyard",
            "courtyard|arch|arches|arcade|pool|architecture|stair|stairs|staircase|column|temple|cloister|"
            "villa|riad|monastery|palace|patio|house|church|cathedral|mosque|museum|ruin|castle|door|hof|"
            "cour|двор|庭|宫|مسجد|قصر|🏛|🏠|🕌|⛪|sphere in courtyard|swimming pool|swimmer", "", 1.05),
    Subject("still_life",
            "sphere|ball|still life|vase|bowl|fruit|apple|lemon|orange fruit|pear|glass sphere|"
            "marble sphere|egg|bottle|product|perfume|3d render|stilleben|nature morte|"
            "натюрморт|🍎|🍋|🍊|⚽|🔮|balloon|jewel|pearl necklace|candle|object"),
    # What a thing is made of counts for less than what it is.
    Subject("still_life", "ceramic|pottery|porcelain", "", 0.8),
    Subject("flower",
            "flower|dahlia|rose flower|peony|lotus|petal|bloom|blossom|bouquet|sunflower|tulip|daisy|orchid|"
            "cherry blossom|sakura|blume|fleur|flor|цветок|цветы|花|桜|زهرة|ورد|🌸|🌹|🌻|🌺|💐|🌷|🌼|garden|"
            "mandala|lily|chrysanthemum", "", 1.1),
    Subject("koi_pond",
            "koi|pond|fish|goldfish|underwater|aquarium|lily pad|carp|jellyfish|coral reef|reef|whale|shark|"
            "water surface|teich|étang|рыба|пруд|鱼|魚|鲤|池|سمك|🐟|🐠|🐡|🪷|🐳|turtle|octopus|🐙|dolphin", "", 1.15),
    Subject("nebula",
            "nebula|space|galaxy|cosmos|planet|star field|stars|milky way|universe|astronaut|comet|supernova|"
            "black hole|night sky|aurora|weltall|espace|космос|звёзды|星|宇宙|银河|فضاء|نجوم|🌌|🚀|🪐|⭐|🌠|"
            "👽|saturn|spaceship|rocket", "", 1.05),
    Subject("portrait",
            "portrait|face|woman|man|girl|boy|person|people|profile|silhouette|bust|mask|head|king|queen|"
            "child|lady|samurai|warrior|statue|sculpture|dancer|monk|grandmother|grandfather|self-portrait|"
            "visage|gesicht|retrato|портрет|лицо|女|男|人|脸|وجه|امرأة|رجل|👩|👨|🧑|👤|🙂|😀|wizard|witch|"
            "princess|knight|hero|model|fashion|smile|eye|angel|god|goddess"),
    Subject("table_still",
            "poker|card|cards|playing cards|chip|chips|casino|table|cafe|café|coffee|tea|dinner|breakfast|"
            "desk|kitchen|restaurant|cup|teapot|bread|cake|wine|cheese|picnic|lunch|meal|food|pizza|book|"
            "books|library|lamp|study|office|work|game|chess|bar|ресторан|чай|кофе|茶|咖啡|قهوة|شاي|🍵|☕|🃏|"
            "♠|🎲|🍷|🍕|📚|💻", "", 1.1),
    Subject("animal",
            "animal|cat|dog|horse|wolf|fox|bird|crane|heron|owl|eagle|elephant|lion|tiger|bear|stag|rabbit|"
            "hare|dragon|dinosaur|cow|sheep|giraffe|zebra|monkey|raven|crow|swan|butterfly|katze|hund|chat|"
            "chien|gato|perro|кот|кошка|собака|птица|猫|犬|狗|鸟|鳥|马|龙|虎|قطة|كلب|حصان|طائر|🐈|🐱|🐶|🐕|"
            "🐎|🦊|🐺|🦁|🐯|🐻|🦉|🐘|🦋|🐉|frog|snake|unicorn|penguin|kitten|puppy", "", 1.1),
)  # fmt: skip

LIKES = {
    "sea_lighthouse": "sea calm",
    "waves": "sea japanese calm",
    "mountains_fog": "mountain fog",
    "desert": "desert dune",
    "topographic": "aerial map earth",
    "ink_water": "",
    "woven": "textile pattern geometric",
    "abstract": "",
    "forest": "forest nature",
    "city_night": "city",
    "courtyard": "architecture mediterranean",
    "still_life": "still ceramic",
    "flower": "flower romantic",
    "koi_pond": "koi underwater",
    "nebula": "space nebula",
    "portrait": "portrait elegant",
    "table_still": "table interior rustic",
    "animal": "forest quiet",
}
"""Tags of the themes that suit a scene when the prompt says nothing of colour."""

USUAL_LIGHT = {
    "sea_lighthouse": "dusk", "waves": "golden", "mountains_fog": "dawn", "desert": "dusk", "topographic": "day",
    "ink_water": "studio", "woven": "studio", "abstract": "studio", "forest": "dawn", "city_night": "night",
    "courtyard": "day", "still_life": "studio", "flower": "studio", "koi_pond": "day", "nebula": "night",
    "portrait": "studio", "table_still": "night", "animal": "dusk",
}  # fmt: skip
"""The light a scene has when the prompt says nothing of it."""
