"""The phrases that the studio knows, as data: a pattern, what it sets in the brief, and its code."""

from renders.studio.phrase_codes import PhraseCode
from renders.studio.phrases import PhraseRule
from renders.studio.scene_phrase_rules import BACKDROPS, DIRECTIONS, MOODS, NEGATIONS, TABLETOPS, VIEWS

SHADOWS = (
    PhraseRule(
        r"(?:subtle |soft |gentle |light |faint |natural ){0,5}contact shadows?(?: (?:underneath"
        r"|under the (?:base|product)|beneath|below))*",
        PhraseCode.SHADOW_CONTACT,
        {"contact": 1.0, "cast": 0.62},
    ),
    PhraseRule(
        r"(?:soft |subtle |gentle ){0,5}shadows? (?:directly )?(?:under|below|beneath"
        r"|around)(?: the)? (?:rim|edge|product|base)",
        PhraseCode.SHADOW_UNDER_EDGE,
        {"contact": 1.0, "cast": 0.8},
    ),
    PhraseRule(r"(?:long|stretched) shadows?", PhraseCode.SHADOW_LONG, {}, {"elevation": 27.0}),
    PhraseRule(r"(?:hard|crisp|sharp|defined) shadows?", PhraseCode.SHADOW_CRISP, {}, {"spread": 2.5}),
    PhraseRule(
        r"(?:(?:soft|subtle|gentle|natural|realistic|elliptical|drop|diffused|light"
        r"|faint) ){0,5}shadows?(?: (?:underneath|under the product|below|beneath))?",
        PhraseCode.SHADOW_SOFT,
        {"contact": 0.9, "cast": 0.8},
    ),
    PhraseRule(
        r"(?:(?:soft|subtle|gentle|faint|slight|mirror) ){0,5}reflections?(?: (?:underneath"
        r"|below|on the surface))?|(?:glossy|reflective|mirrored|polished) (?:surface"
        r"|floor|ground|acrylic|table)",
        PhraseCode.GROUND_REFLECTIVE,
        {"mirror": 0.3},
    ),
)

PLACES = (
    PhraseRule(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|around|for copy))*(?: the)? "
        r"(?:top and bottom|above and below|(?:on )?all (?:four )?sides|around(?: the product)?"
        r"|everywhere|left and right)",
        PhraseCode.SPACE_AROUND,
        {"place": (0.5, 0.5)},
    ),
    PhraseRule(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:left)(?: (?:side|third|half))?|(?:product |subject )?(?:placed |positioned )?"
        r"(?:on|to|in|at) the right (?:third|half)|to the right is",
        PhraseCode.SPACE_LEFT,
        {"place": (0.69, 0.5)},
    ),
    PhraseRule(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:right)(?: (?:side|third|half))?|(?:product |subject )?(?:placed |positioned )?"
        r"(?:on|to|in|at) the left (?:third|half)|to the left is",
        PhraseCode.SPACE_RIGHT,
        {"place": (0.31, 0.5)},
    ),
    PhraseRule(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:top|above)",
        PhraseCode.SPACE_ABOVE,
        {"place": (0.5, 0.6)},
    ),
    PhraseRule(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:bottom|below)|in the top two[- ]thirds",
        PhraseCode.SPACE_BELOW,
        {"place": (0.5, 0.4)},
    ),
    PhraseRule(
        r"(?:(?:clean|clear|empty|generous|ample) ){0,5}(?:negative|copy|clear|empty) space",
        PhraseCode.SPACE_ANYWHERE,
        {},
    ),
    PhraseRule(
        r"(?:centered|centred)(?: (?:single|subject|composition|product|in (?:the )?frame))*"
        r"|in the cent(?:er|re)(?: of the (?:frame|table|picture|image))?|single subject cent(?:ered|red)",
        PhraseCode.CENTRED,
        {"place": (0.5, 0.5)},
    ),
    PhraseRule(r"(?:an? |the )?(?:single|one) (?:subject|product)", PhraseCode.SINGLE_PRODUCT),
)

COLORWAYS = (
    PhraseRule(
        r"(?:with )?(?:subtle |fine |soft |light ){0,5}speckl(?:e|es|ed|ing)",
        PhraseCode.SPECKLES,
        {"speckled": True},
    ),
    PhraseRule(r"(?:the )?liquid(?: inside)?(?: (?:has|with))?", PhraseCode.LIQUID),
)

HARMLESS = (
    PhraseRule(
        r"(?:shot|photographed|taken|captured)? ?(?:on|with|at)? ?(?:an? )?\d{2,3} ?mm"
        r"(?: lens| prime| macro| photography)?(?: (?:at )?f/?\d+(?:\.\d+)?)?",
        PhraseCode.LENS,
    ),
    PhraseRule(r"(?:at )?f/\d+(?:\.\d+)?", PhraseCode.LENS),
    PhraseRule(
        r"(?:square |widescreen |vertical |portrait |landscape ){0,5}\d{1,2}:\d{1,2}"
        r"(?: (?:square|widescreen|composition|aspect ratio|aspect|ratio|format))*"
        r"|(?:square|widescreen|vertical|horizontal|portrait|landscape)(?: (?:composition|format|crop))?"
        r"|(?:(?:promotional|e-?commerce|listing|hero|web) ){0,5}(?:banner|card|tile)",
        PhraseCode.RATIO,
    ),
    PhraseRule(
        r"(?:sharp|crisp|tack[- ]sharp)(?: focus)?(?: on the (?:label|product))?"
        r"|in (?:sharp )?focus",
        PhraseCode.SHARPNESS,
    ),
    PhraseRule(
        r"(?:(?:studio|professional|commercial|editorial|lifestyle|premium|clean"
        r"|minimal|modern|advertising|catalogu?e|e-?commerce|product|packshot|still[- ]life"
        r"|flat[- ]?lay|hero) ){0,5}(?:product )?(?:photo(?:graph|graphy)?|packshot|pack shot"
        r"|shot|image|picture|render(?:ing)?|hero|scene)(?: (?:of|featuring|scene"
        r"|image))?",
        PhraseCode.PRODUCT_SHOT,
    ),
    PhraseRule(
        r"(?:ad|campaign|print)[- ]ready(?: composition)?|(?:premium |high )?(?:e-?commerce )?quality"
        r"|e-?commerce|commercial|editorial",
        PhraseCode.PRODUCT_SHOT,
    ),
    PhraseRule(
        r"(?:ultra |highly |very )?(?:photo-?realistic|hyper-?realistic|realistic"
        r"|high[- ](?:detail|resolution|quality|end)|highly detailed|detailed|4k"
        r"|8k|uhd|hdr|professional|premium|clean|modern|elegant|beautiful|stunning"
        r"|minimal(?:ist)?)(?: (?:materials?|textures?|details?|look|style|layout"
        r"|composition|brand))*",
        PhraseCode.QUALITY,
    ),
    PhraseRule(
        r"neutral (?:colou?rs?|light(?:ing)?|tones?)|(?:true|accurate|natural) colou?rs?"
        r"|colou?r[- ]accurate",
        PhraseCode.COLOUR_ACCURACY,
    ),
    PhraseRule(
        r"(?:soft |natural |bright |studio |neutral |clean |gentle |even |product "
        r"|warm |cool |single |one |source |of ){0,5}(?:lighting|light|daylight|illumination)"
        r"(?: setup)?(?: source)?",
        PhraseCode.SOFT_LIGHT,
    ),
    PhraseRule(
        r"identical (?:silhouette|lighting|light|shadow|framing)",
        PhraseCode.CONSISTENCY,
    ),
)

NOT_DRAWN = (
    PhraseRule(
        r"(?:being )?(?:held|worn|used|carried|poured|touched)(?: (?:by|in)(?: an?"
        r"| the)? [\w' -]+?)?(?=,|\.|;|:|$| on | with | in front )",
        PhraseCode.PEOPLE,
    ),
    PhraseRule(
        r"(?:an? |the |two |with ){0,5}(?:young |old |smiling |elegant ){0,5}(?:woman|women"
        r"|man|men|person|people|model|models|girl|boy|child|children|hand|hands"
        r"|fingers|customer|barista|chef)\b(?:'s)?(?: [\w-]+ing(?: (?:it|the \w+))?)?",
        PhraseCode.PEOPLE,
    ),
    PhraseRule(
        r"(?:with )?(?:a |an |small |gentle |dynamic ){0,5}(?:wisps? of )?(?:steam|smoke"
        r"|mist|fog|splash(?:es)?|splashing|water|droplets?|bubbles|pouring|ice cubes?)"
        r"(?: (?:rising|splash(?:es)?|droplets?|reflections?|drops?|from [\w ]+?"
        r"(?=,|\.|;|$)))*",
        PhraseCode.WATER,
    ),
    PhraseRule(
        r"(?:summer |sunny )?outdoors?(?: (?:scene|look|setting))?|(?:on |at |in )?"
        r"(?:a |the )?(?:wet )?(?:beach|forest|street|asphalt|garden|mountains?|park"
        r"|pool|meadow|city|rooftop)(?: at (?:sunset|sunrise|night))?",
        PhraseCode.OUTDOORS,
    ),
    PhraseRule(
        r"(?:the )?(?:main |large |bold ){0,5}(?:headline|slogan|caption|subtitle|price"
        r"|badge|call to action|banner text|text|logo)\b[^,.;:]*",
        PhraseCode.TEXT,
    ),
    PhraseRule(r"(?:[\w-]+ )?confetti(?: texture)?(?: in the background)?", PhraseCode.DECORATION),
)

# Matched first to last, so a specific rule comes before a general one. What they set is applied in the same order,
# so a direction of light overrides the direction that a mood sets.
BEFORE_GROUNDS = (*NEGATIONS, *VIEWS, *TABLETOPS, *BACKDROPS, *MOODS)
AFTER_GROUNDS = (*SHADOWS, *PLACES, *DIRECTIONS, *COLORWAYS, *NOT_DRAWN, *HARMLESS)
