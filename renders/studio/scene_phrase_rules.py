"""Rules for phrases about what is left out, the camera, the ground, the backdrop and the light."""

from renders.studio.phrase_codes import PhraseCode
from renders.studio.phrases import PhraseRule
from renders.studio.vocabulary import Backdrop, Ground, View

_LIGHT_WORD = r"(?: (?:studio|product|key))*(?: (?:light(?:ing|s)?|daylight|sunlight|sun|illumination))?"
_SOFT = r"(?:(?:soft|gentle|subtle|clean|natural|bright|warm|beautiful|even|diffused|light|realistic) ){0,5}"
_TABLE = (
    r"(?: (?:kitchen|dining))?(?: (?:countertop|counter|tabletop|table top|table|desk|surface|board|shelf|slab|top))?"
)
_DETAILS = r"(?: (?:background|backdrop|in the background))?"

NEGATIONS = (
    PhraseRule(
        r"(?:no|without(?: any)?) (?:visible )?(?:cast )?shadows?", PhraseCode.NO_SHADOW, {"cast": 0.0, "contact": 0.0}
    ),
    PhraseRule(r"(?:no|without(?: any)?) reflections?", PhraseCode.NO_REFLECTION, {"mirror": 0.0}),
    PhraseRule(
        r"(?:no|without(?: any)?|free of) [^,.;:]+?(?=,|\.|;|:|$| and no | with "
        r"| on )",
        PhraseCode.LEFT_OUT,
    ),
)

VIEWS = (
    PhraseRule(
        r"(?:top[- ]down|overhead view|bird'?s[- ]eye|from directly above|top view|flat[- ]?lay)"
        r"(?: (?:at )?(?:a )?90[- ]degrees?)?(?: (?:angle|view|shot|composition|product photography"
        r"|photography))?",
        PhraseCode.VIEW_TOP,
        {"view": View.TOP},
    ),
    PhraseRule(r"90[- ]degrees?(?: angle)?", PhraseCode.VIEW_TOP, {"view": View.TOP}),
    PhraseRule(
        r"(?:three[- ]quarters?|3/4|45[- ]degree)(?: (?:view|angle|shot|perspective|product))*",
        PhraseCode.VIEW_THREE_QUARTER,
        {"view": View.THREE_QUARTER},
    ),
    PhraseRule(
        r"(?:(?:straight[- ]on|front(?:al)?|front[- ]facing|eye[- ]level)(?: (?:view"
        r"|angle|shot)))|straight[- ]on|eye[- ]level|front[- ]facing",
        PhraseCode.VIEW_FRONT,
        {"view": View.FRONT},
    ),
    PhraseRule(
        r"(?:side|back|rear|bottom|low[- ]angle|worm'?s[- ]eye)(?: (?:view|angle"
        r"|shot))",
        PhraseCode.VIEW_WITHOUT_ARTWORK,
    ),
)

TABLETOPS = (
    PhraseRule(
        rf"{_SOFT}(?:(?:pale|white|rustic|natural) )?(?:oak|wooden|wood|beech|ash wood"
        rf"|maple|birch)(?: (?:wood|wooden|veneer))?{_TABLE}{_DETAILS}",
        PhraseCode.GROUND_OAK,
        {"ground": Ground.OAK},
    ),
    PhraseRule(
        rf"{_SOFT}(?:(?:white|grey|gray|carrara|polished|veined) ){{0,5}}marble{_TABLE}{_DETAILS}",
        PhraseCode.GROUND_MARBLE,
        {"ground": Ground.MARBLE, "mirror": 0.16},
    ),
    PhraseRule(
        rf"{_SOFT}(?:(?:dark|black|grey|gray|honed|matte) ){{0,5}}(?:slate|basalt|black stone"
        rf"|dark stone){_TABLE}{_DETAILS}",
        PhraseCode.GROUND_SLATE,
        {"ground": Ground.SLATE, "backdrop": Backdrop.DARK},
        {"key": 0.56},
    ),
)

BACKDROPS = (
    PhraseRule(
        r"(?:the window casts an? (?:soft )?(?:rectangle|patch|pool)s? of light(?: on(?:to)? the \w+)?)|"
        r"(?:(?:morning|late[- ]morning|afternoon|early|soft|warm|gentle|bright|natural|golden) ){0,5}"
        r"(?:(?:sunlight|sunshine|daylight|sun|light) )?(?:(?:from|through|near|beside"
        r"|by) )?(?:(?:a|the|an) )?"
        r"(?:(?:large|wide|kitchen|bright|nearby|sunny) ){0,5}window(?! curtain)(?: (?:light(?:ing)?"
        r"|daylight|sunlight))?(?: in (?:late[- ])?morning (?:day|sun)light)?",
        PhraseCode.BACKDROP_WINDOW,
        {"backdrop": Backdrop.WINDOW},
        {"azimuth": 158.0, "elevation": 36.0, "spread": 7.0, "key": 0.58, "warmth": 0.4, "panes": True},
        code_on_plain=PhraseCode.WINDOW_LIGHT_ONLY,
    ),
    PhraseRule(
        r"(?:(?:showing|with|of|in front of|soft|gently|blurred|defocused|sheer|white"
        r"|a) ){0,5}(?:linen |window )?curtains?" + _DETAILS,
        PhraseCode.BACKDROP_CURTAIN,
        {"backdrop": Backdrop.CURTAIN},
        code_on_plain=PhraseCode.BACKDROP_NOT_SEEN,
    ),
    PhraseRule(
        r"(?:(?:gentle|gently|soft|softly|beautifully|pleasantly) ){0,5}(?:defocused"
        r"|blurred|blurry|out[- ]of[- ]focus|bokeh)(?: (?:kitchen|room|interior))? "
        r"(?:background|backdrop)",
        PhraseCode.BACKDROP_BLURRED,
        code_on_plain=PhraseCode.NOTHING_TO_BLUR,
    ),
    PhraseRule(
        r"shallow depth(?: of field| cues)?(?: with focus on the \w+)?|(?:soft |creamy )?bokeh",
        PhraseCode.FOCUS_ON_PRODUCT,
        code_on_plain=PhraseCode.NOTHING_TO_BLUR,
    ),
)

MOODS = (
    PhraseRule(
        r"dark(?: and)? (?:luxury|luxurious|moody|premium)(?: (?:look|mood|style"
        r"|scene|setting|background|backdrop))?",
        PhraseCode.MOOD_DARK,
        {"mood_ground": Ground.SLATE, "backdrop": Backdrop.DARK, "mirror": 0.12},
        {"key": 0.62, "spread": 9.0},
    ),
    PhraseRule(r"minimal(?:ist)? studio(?: (?:look|style|setup|set))?", PhraseCode.MOOD_PLAIN, {}),
    PhraseRule(
        r"(?:soft |warm |gentle ){0,5}golden[- ]hour(?: rim)?"
        + _LIGHT_WORD
        + r"|sunset"
        + _LIGHT_WORD
        + r"|sunrise"
        + _LIGHT_WORD,
        PhraseCode.LIGHT_GOLDEN_HOUR,
        {},
        {"azimuth": 140.0, "elevation": 30.0, "spread": 6.0, "key": 0.62, "warmth": 0.85, "rim": 0.5},
    ),
    PhraseRule(
        r"(?:soft |warm |subtle ){0,5}(?:rim|edge)[- ]?(?:light(?:ing)?)",
        PhraseCode.LIGHT_RIM,
        {},
        {"rim": 0.45},
    ),
    PhraseRule(
        r"(?:dramatic|moody|low[- ]key|chiaroscuro|cinematic)(?: directional)?" + _LIGHT_WORD,
        PhraseCode.LIGHT_DRAMATIC,
        {},
        {"key": 0.62, "spread": 8.0},
    ),
    PhraseRule(
        r"(?:hard|harsh|direct|crisp)(?: direct)? (?:sun|sunlight|light|lighting"
        r"|flash)",
        PhraseCode.LIGHT_HARD,
        {},
        {"key": 0.6, "spread": 3.0},
    ),
    PhraseRule(
        r"(?:high[- ]key|bright and airy|airy)" + _LIGHT_WORD,
        PhraseCode.LIGHT_HIGH_KEY,
        {},
        {"key": 0.3, "spread": 18.0},
    ),
    PhraseRule(
        r"(?:morning|late[- ]morning|afternoon|warm) (?:sun|sunlight|daylight|light"
        r"(?:ing)?)",
        PhraseCode.LIGHT_WARM,
        {},
        {"warmth": 0.4},
    ),
    PhraseRule(
        r"(?:soft |gentle |even |large ){0,5}(?:diffused|diffuse|softbox)" + _LIGHT_WORD,
        PhraseCode.LIGHT_DIFFUSED,
        {},
        {"spread": 15.0, "key": 0.4},
    ),
)

DIRECTIONS = (
    PhraseRule(
        r"(?:coming |falling )?(?:from|at)(?: the)? (?:upper|top)[- ]left|upper[- ]left" + _LIGHT_WORD,
        PhraseCode.LIGHT_UPPER_LEFT,
        {},
        {"azimuth": 196.0, "elevation": 55.0},
    ),
    PhraseRule(
        r"(?:coming |falling )?(?:from|at)(?: the)? (?:upper|top)[- ]right|upper[- ]right" + _LIGHT_WORD,
        PhraseCode.LIGHT_UPPER_RIGHT,
        {},
        {"azimuth": 344.0, "elevation": 55.0},
    ),
    PhraseRule(
        r"(?:coming |falling )?(?:from|on)(?: the)?(?: camera)? left(?: side)?|(?:side[- ]?lit"
        r"|side light) from the left",
        PhraseCode.LIGHT_LEFT,
        {},
        {"azimuth": 180.0, "elevation": 42.0},
    ),
    PhraseRule(
        r"(?:coming |falling )?(?:from|on)(?: the)?(?: camera)? right(?: side)?|"
        r"(?:side[- ]?lit|side light) from the right",
        PhraseCode.LIGHT_RIGHT,
        {},
        {"azimuth": 0.0, "elevation": 42.0},
    ),
    PhraseRule(
        r"(?:back[- ]?lit|back[- ]?light(?:ing)?|(?:light(?:ing)? )?from behind)",
        PhraseCode.LIGHT_BEHIND,
        {},
        {"azimuth": 112.0, "elevation": 38.0, "rim": 0.5},
    ),
    PhraseRule(
        r"(?:frontal|front) light(?:ing)?|(?:light(?:ing)? )?from the front",
        PhraseCode.LIGHT_FRONT,
        {},
        {"azimuth": 262.0, "elevation": 45.0},
    ),
    PhraseRule(
        rf"{_SOFT}(?:overhead|top[- ]down|top) light(?:ing)?|(?:light(?:ing)? )?from "
        rf"(?:straight |directly )?above|{_SOFT}overhead",
        PhraseCode.LIGHT_OVERHEAD,
        {},
        {"azimuth": None, "elevation": 90.0, "spread": 20.0, "warmth": 0.0},
    ),
)
