"""What rules look for. Patterns ignore case; figures and terms are those of the guides' catalogues."""

import re


def whole_words(*patterns: str) -> re.Pattern[str]:
    """Any of these, as whole words."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])", re.IGNORECASE)


# "Light oak" is a ground, not a light.
_NO_SHADE = r"(?! (?:gr[ae]y|oak|wood\w*|blue|pink|green|beige|brown|cream|stone|marble|sand|linen|yellow|concrete))"
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
SHARE = re.compile(
    r"(?P<share>\d{1,3})\s?(?:%|per ?cent)\s(?:of )?(?:the )?(?:frame|picture|image|canvas)"
    r"|(?:fill|occup|tak|cover)\w*(?: up)? (?:about |around |roughly |some )?(?P<filled>\d{1,3})\s?(?:%|per ?cent)",
    re.IGNORECASE,
)

# Kinds of shots by the words that give them away, the most distinctive first.
KIND_WORDS = (
    ("banner", whole_words("banner", "billboard")),
    ("listing card", whole_words(r"listing (?:card|tile|cover)", "product card")),
    (
        "variant grid",
        whole_words(
            "from left to right", "left to right", r"in (?:one|a) (?:single |horizontal )?row", "side by side", "grid"
        ),
    ),
    (
        "flatlay",
        whole_words(r"flat[- ]?lay", "top-down", "overhead view", r"from (?:straight|directly) above", "top view"),
    ),
    (
        "lifestyle",
        whole_words(
            *(
                "lifestyle",
                "scene",
                "countertop",
                "tabletop",
                "table",
                "desk",
                "shelf",
                "kitchen",
                "bedroom",
                "bathroom",
            ),
            *("living room", "sofa", "windowsill", r"window ?sill", r"golden[- ]hour", "sunrise", "sunset", "street"),
            *(
                "outdoors?",
                "garden",
                "beach",
                "picnic",
                "park",
                "forest",
                "asphalt",
                "terrace",
                "café",
                "cafe",
                "in use",
            ),
        ),
    ),
)

COMPOSITION = whole_words(
    *("cent(?:ere|re)d", r"in the cent(?:er|re)", r"front(?:al)?[- ]view", "front-facing", "straight-on", "eye-level"),
    *(r"three[- ]quarters?(?: view| angle)?", "3/4", "top-down", "top view", "overhead view", "birds?[-' ]?s?[- ]eye"),
    *(r"flat[- ]?lay", r"from (?:straight|directly|slightly)? ?above", "close-up", "rule of thirds"),
    *(r"(?:top|bottom) (?:two[- ]thirds|third|half)", r"(?:left|right) (?:third|half|side)", "center-left", "arranged"),
    *(r"(?:on|at|to) the (?:left|right)", r"angle[ds]?", r"in (?:one|a) (?:single |horizontal )?row"),
)
BACKGROUND = whole_words(
    *("cyclorama", "backgrounds?", "backdrops?", "seamless", "paper", "gradient", "infinity cove", "sweep", "surface"),
    *("countertop", "tabletop", "table", "desk", "shelf", "marble", "slate", "oak", "wood(?:en)?", "stone", "concrete"),
    *("linen", "sand", "grass", "asphalt", "beach", "plinth", "windowsill", "floor", "wall", "terrace", "deck"),
)
LIGHTING = whole_words(
    *(
        r"light(?:ing|s)?" + _NO_SHADE,
        "lighting",
        r"(?:back|under|side|top)?lit",
        "daylight",
        r"sun(?:light|shine|set|rise|ny)?",
    ),
    *(r"golden[- ]hour", "softbox", "illumination", "dawn", "dusk"),
)
LENS = whole_words(
    r"\d{2,3} ?mm",
    *("lens", r"f/\d+(?:\.\d+)?", "macro", "depth of field", "telephoto", "wide-angle", r"(?:sharp|crisp) focus"),
)
CLEAR_SPACE = whole_words(
    r"(?:clear|clean|negative|copy|empty|white|free|open) (?:\w+ )?space",
    *(r"room (?:above|below|around|left|for)", "margins?", "breathing room", r"space for (?:copy|text|the headline)"),
    *("evenly spaced", "even spacing"),
)

LABEL_TEXT = re.compile(
    r"(?:(?<![\w-])(?:(?:the|its|an?|small|white|printed) )*(?:label|sticker|tag|packaging|front|side)\w* "
    r"(?:that |which )?(?:reads?|says?|saying|reading|shows the words?|with the words?|text)"
    r"|(?<![\w-])label(?:l?ed) (?=[“\"'‘{\u3400-\u9fff])"
    r"|(?<![\w-])(?:with|bearing|showing|carrying) (?:the|an?) "
    r"(?:words?|text|name|letters|lettering|inscription|slogan|brand name|logo|emblem|crest)"
    r"|(?<![\w-])(?:(?:the|its|an?|brand|intricate|printed|embossed) )*(?:logo|emblem|wordmark|monogram)(?![\w-])"
    r"|(?<![\w-])(?:(?:the|an?|main|large|bold|smaller?) )*(?:headline|subtitle|caption|slogan|badge|text|lettering) "
    r"(?:that )?(?:reads?|says?|saying|reading)"
    r"|\{\{\s*(?:label|headline|slogan|brand|badge)[a-z0-9_]*\s*\}\})",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"(?<![\w-])(?:(?:held|worn|carried|used|poured|touched)(?: (?:by|in)(?: an?| the| her| his| both)?)?"
    r"(?: (?:young|old|smiling|elegant|outstretched))* ?"
    r"|(?:(?:in|by|with|an?|the|two|her|his|both|young|old|smiling|elegant|female|male) )*)"
    r"(?:wom[ae]n|m[ae]n|persons?|people|hands?|fingers|girl|boy|child(?:ren)?|couple|barista)"
    r"(?:'s hands?)?(?![\w-])",
    re.IGNORECASE,
)
DENIED = re.compile(r"(?<![\w-])(?:no|without(?: any)?|free of|blank|unlabell?ed|nor)(?![\w-])", re.IGNORECASE)
BLANK = re.compile(r"(?<![\w-])(?:blank|composit\w+|left empty|plain label|no label)(?![\w-])", re.IGNORECASE)
DIRECTION = re.compile(
    r"light\w*(?: [\w-]+){0,3}? from (?:the |camera )?(?:upper |lower |far )?(left|right|above|behind|front|below)",
    re.IGNORECASE,
)
