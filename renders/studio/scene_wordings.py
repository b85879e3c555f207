"""Wordings about what is left out, the camera, the ground, what is behind it, and the light."""

from renders.studio.vocabulary import Backdrop, Ground, Verdict, View, Wording, beyond

_LIGHT_WORD = r"(?: (?:studio|product|key))*(?: (?:light(?:ing|s)?|daylight|sunlight|sun|illumination))?"
_SOFT = r"(?:(?:soft|gentle|subtle|clean|natural|bright|warm|beautiful|even|diffused|light|realistic) ){0,5}"
_TABLE = (
    r"(?: (?:kitchen|dining))?(?: (?:countertop|counter|tabletop|table top|table|desk|surface|board|shelf|slab|top))?"
)
_DETAILS = r"(?: (?:background|backdrop|in the background))?"

NEGATIONS = (
    Wording(
        r"(?:no|without(?: any)?) (?:visible )?(?:cast )?shadows?", "No shadow is drawn.", {"cast": 0.0, "contact": 0.0}
    ),
    Wording(r"(?:no|without(?: any)?) reflections?", "No reflection is drawn.", {"mirror": 0.0}),
    Wording(
        r"(?:no|without(?: any)?|free of) [^,.;:]+?(?=,|\.|;|:|$| and no | with "
        r"| on )",
        "Nothing of the kind is drawn.",
    ),
)

VIEWS = (
    Wording(
        r"(?:top[- ]down|overhead view|bird'?s[- ]eye|from directly above|top view|flat[- ]?lay)"
        r"(?: (?:at )?(?:a )?90[- ]degrees?)?(?: (?:angle|view|shot|composition|product photography"
        r"|photography))?",
        "The product is seen straight from above.",
        {"view": View.TOP},
    ),
    Wording(r"90[- ]degrees?(?: angle)?", "The product is seen straight from above.", {"view": View.TOP}),
    Wording(
        r"(?:three[- ]quarters?|3/4|45[- ]degree)(?: (?:view|angle|shot|perspective|product))*",
        "The product is seen turned to one side.",
        {"view": View.THREE_QUARTER},
    ),
    Wording(
        r"(?:(?:straight[- ]on|front(?:al)?|front[- ]facing|eye[- ]level)(?: (?:view"
        r"|angle|shot)))|straight[- ]on|eye[- ]level|front[- ]facing",
        "The product is seen from the front.",
        {"view": View.FRONT},
    ),
    beyond(
        r"(?:side|back|rear|bottom|low[- ]angle|worm'?s[- ]eye)(?: (?:view|angle"
        r"|shot))",
        "The studio has no artwork for this view.",
    ),
)

TABLETOPS = (
    Wording(
        rf"{_SOFT}(?:(?:pale|white|rustic|natural) )?(?:oak|wooden|wood|beech|ash wood"
        rf"|maple|birch)(?: (?:wood|wooden|veneer))?{_TABLE}{_DETAILS}",
        "The product stands on light oak.",
        {"ground": Ground.OAK},
    ),
    Wording(
        rf"{_SOFT}(?:(?:white|grey|gray|carrara|polished|veined) ){{0,5}}marble{_TABLE}{_DETAILS}",
        "The product stands on white marble.",
        {"ground": Ground.MARBLE, "mirror": 0.16},
    ),
    Wording(
        rf"{_SOFT}(?:(?:dark|black|grey|gray|honed|matte) ){{0,5}}(?:slate|basalt|black stone"
        rf"|dark stone){_TABLE}{_DETAILS}",
        "The product stands on dark slate.",
        {"ground": Ground.SLATE, "backdrop": Backdrop.DARK},
        {"key": 0.56},
    ),
)

_NOTHING_TO_BLUR = (Verdict.HARMLESS, "This ground has nothing behind it to blur.")

BACKDROPS = (
    Wording(
        r"(?:the window casts an? (?:soft )?(?:rectangle|patch|pool)s? of light(?: on(?:to)? the \w+)?)|"
        r"(?:(?:morning|late[- ]morning|afternoon|early|soft|warm|gentle|bright|natural|golden) ){0,5}"
        r"(?:(?:sunlight|sunshine|daylight|sun|light) )?(?:(?:from|through|near|beside"
        r"|by) )?(?:(?:a|the|an) )?"
        r"(?:(?:large|wide|kitchen|bright|nearby|sunny) ){0,5}window(?! curtain)(?: (?:light(?:ing)?"
        r"|daylight|sunlight))?(?: in (?:late[- ])?morning (?:day|sun)light)?",
        "Light falls in from a window.",
        {"backdrop": Backdrop.WINDOW},
        {"azimuth": 158.0, "elevation": 36.0, "spread": 7.0, "key": 0.58, "warmth": 0.4, "panes": True},
        on_plain=(Verdict.HONOURED, "The light is a window's; the window itself is not seen."),
    ),
    Wording(
        r"(?:(?:showing|with|of|in front of|soft|gently|blurred|defocused|sheer|white"
        r"|a) ){0,5}(?:linen |window )?curtains?" + _DETAILS,
        "A linen curtain hangs out of focus behind the product.",
        {"backdrop": Backdrop.CURTAIN},
        on_plain=(Verdict.NOT_HONOURED, "This ground has nothing behind it."),
    ),
    Wording(
        r"(?:(?:gentle|gently|soft|softly|beautifully|pleasantly) ){0,5}(?:defocused"
        r"|blurred|blurry|out[- ]of[- ]focus|bokeh)(?: (?:kitchen|room|interior))? "
        r"(?:background|backdrop)",
        "What is behind the product is out of focus.",
        on_plain=_NOTHING_TO_BLUR,
    ),
    Wording(
        r"shallow depth(?: of field| cues)?(?: with focus on the \w+)?|(?:soft |creamy )?bokeh",
        "Only the product is in focus.",
        on_plain=_NOTHING_TO_BLUR,
    ),
)

MOODS = (
    Wording(
        r"dark(?: and)? (?:luxury|luxurious|moody|premium)(?: (?:look|mood|style"
        r"|scene|setting|background|backdrop))?",
        "The set is dark, with one narrow light.",
        {"mood_ground": Ground.SLATE, "backdrop": Backdrop.DARK, "mirror": 0.12},
        {"key": 0.62, "spread": 9.0},
    ),
    Wording(r"minimal(?:ist)? studio(?: (?:look|style|setup|set))?", "The set is plain.", {}),
    Wording(
        r"(?:soft |warm |gentle ){0,5}golden[- ]hour(?: rim)?"
        + _LIGHT_WORD
        + r"|sunset"
        + _LIGHT_WORD
        + r"|sunrise"
        + _LIGHT_WORD,
        "Low warm light catches the product's edge.",
        {},
        {"azimuth": 140.0, "elevation": 30.0, "spread": 6.0, "key": 0.62, "warmth": 0.85, "rim": 0.5},
    ),
    Wording(
        r"(?:soft |warm |subtle ){0,5}(?:rim|edge)[- ]?(?:light(?:ing)?)",
        "Light catches the product's edge.",
        {},
        {"rim": 0.45},
    ),
    Wording(
        r"(?:dramatic|moody|low[- ]key|chiaroscuro|cinematic)(?: directional)?" + _LIGHT_WORD,
        "One light does most of the work.",
        {},
        {"key": 0.62, "spread": 8.0},
    ),
    Wording(
        r"(?:hard|harsh|direct|crisp)(?: direct)? (?:sun|sunlight|light|lighting"
        r"|flash)",
        "The light is small and its shadow crisp.",
        {},
        {"key": 0.6, "spread": 3.0},
    ),
    Wording(
        r"(?:high[- ]key|bright and airy|airy)" + _LIGHT_WORD,
        "The light is bright and even.",
        {},
        {"key": 0.3, "spread": 18.0},
    ),
    Wording(
        r"(?:morning|late[- ]morning|afternoon|warm) (?:sun|sunlight|daylight|light"
        r"(?:ing)?)",
        "The light is warm.",
        {},
        {"warmth": 0.4},
    ),
    Wording(
        r"(?:soft |gentle |even |large ){0,5}(?:diffused|diffuse|softbox)" + _LIGHT_WORD,
        "The light is large and soft.",
        {},
        {"spread": 15.0, "key": 0.4},
    ),
)

DIRECTIONS = (
    Wording(
        r"(?:coming |falling )?(?:from|at)(?: the)? (?:upper|top)[- ]left|upper[- ]left" + _LIGHT_WORD,
        "The light comes from the upper left.",
        {},
        {"azimuth": 196.0, "elevation": 55.0},
    ),
    Wording(
        r"(?:coming |falling )?(?:from|at)(?: the)? (?:upper|top)[- ]right|upper[- ]right" + _LIGHT_WORD,
        "The light comes from the upper right.",
        {},
        {"azimuth": 344.0, "elevation": 55.0},
    ),
    Wording(
        r"(?:coming |falling )?(?:from|on)(?: the)?(?: camera)? left(?: side)?|(?:side[- ]?lit"
        r"|side light) from the left",
        "The light comes from the left.",
        {},
        {"azimuth": 180.0, "elevation": 42.0},
    ),
    Wording(
        r"(?:coming |falling )?(?:from|on)(?: the)?(?: camera)? right(?: side)?|"
        r"(?:side[- ]?lit|side light) from the right",
        "The light comes from the right.",
        {},
        {"azimuth": 0.0, "elevation": 42.0},
    ),
    Wording(
        r"(?:back[- ]?lit|back[- ]?light(?:ing)?|(?:light(?:ing)? )?from behind)",
        "The light comes from behind.",
        {},
        {"azimuth": 112.0, "elevation": 38.0, "rim": 0.5},
    ),
    Wording(
        r"(?:frontal|front) light(?:ing)?|(?:light(?:ing)? )?from the front",
        "The light comes from the front.",
        {},
        {"azimuth": 262.0, "elevation": 45.0},
    ),
    Wording(
        rf"{_SOFT}(?:overhead|top[- ]down|top) light(?:ing)?|(?:light(?:ing)? )?from "
        rf"(?:straight |directly )?above|{_SOFT}overhead",
        "Even light comes from straight above.",
        {},
        {"azimuth": None, "elevation": 90.0, "spread": 20.0, "warmth": 0.0},
    ),
)
