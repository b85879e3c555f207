"""The wordings the studio knows, as data: what each asks for and what to tell a person about it."""

from renders.studio.scene_wordings import BACKDROPS, DIRECTIONS, MOODS, NEGATIONS, TABLETOPS, VIEWS
from renders.studio.vocabulary import Wording, beyond, harmless

SHADOWS = (
    Wording(
        r"(?:subtle |soft |gentle |light |faint |natural ){0,5}contact shadows?(?: (?:underneath"
        r"|under the (?:base|product)|beneath|below))*",
        "A tight shadow lies where the product stands.",
        {"contact": 1.0, "cast": 0.62},
    ),
    Wording(
        r"(?:soft |subtle |gentle ){0,5}shadows? (?:directly )?(?:under|below|beneath"
        r"|around)(?: the)? (?:rim|edge|product|base)",
        "A soft shadow lies under the product's edge.",
        {"contact": 1.0, "cast": 0.8},
    ),
    Wording(r"(?:long|stretched) shadows?", "The light is low and its shadow long.", {}, {"elevation": 27.0}),
    Wording(r"(?:hard|crisp|sharp|defined) shadows?", "The shadow has a crisp edge.", {}, {"spread": 2.5}),
    Wording(
        r"(?:(?:soft|subtle|gentle|natural|realistic|elliptical|drop|diffused|light"
        r"|faint) ){0,5}shadows?(?: (?:underneath|under the product|below|beneath))?",
        "A soft shadow lies on the side away from the light.",
        {"contact": 0.9, "cast": 0.8},
    ),
    Wording(
        r"(?:(?:soft|subtle|gentle|faint|slight|mirror) ){0,5}reflections?(?: (?:underneath"
        r"|below|on the surface))?|(?:glossy|reflective|mirrored|polished) (?:surface"
        r"|floor|ground|acrylic|table)",
        "The ground mirrors the product faintly.",
        {"mirror": 0.3},
    ),
)

PLACES = (
    Wording(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|around|for copy))*(?: the)? "
        r"(?:top and bottom|above and below|(?:on )?all (?:four )?sides|around(?: the product)?"
        r"|everywhere|left and right)",
        "The product stands in the middle with room around it.",
        {"place": (0.5, 0.5)},
    ),
    Wording(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:left)(?: (?:side|third|half))?|(?:product |subject )?(?:placed |positioned )?"
        r"(?:on|to|in|at) the right (?:third|half)|to the right is",
        "The product stands at the right, with room at the left.",
        {"place": (0.69, 0.5)},
    ),
    Wording(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:right)(?: (?:side|third|half))?|(?:product |subject )?(?:placed |positioned )?"
        r"(?:on|to|in|at) the left (?:third|half)|to the left is",
        "The product stands at the left, with room at the right.",
        {"place": (0.31, 0.5)},
    ),
    Wording(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:top|above)",
        "The product stands low, with room above.",
        {"place": (0.5, 0.6)},
    ),
    Wording(
        r"(?:(?:clean|clear|empty|generous|ample|lots of|plenty of) ){0,5}(?:negative"
        r"|copy|clear|empty|white) space(?: (?:on|at|to|in|for copy))*(?: the)? "
        r"(?:bottom|below)|in the top two[- ]thirds",
        "The product stands high, with room below.",
        {"place": (0.5, 0.4)},
    ),
    Wording(
        r"(?:(?:clean|clear|empty|generous|ample) ){0,5}(?:negative|copy|clear|empty) space",
        "The product has room around it.",
        {},
    ),
    Wording(
        r"(?:centered|centred)(?: (?:single|subject|composition|product|in (?:the )?frame))*"
        r"|in the cent(?:er|re)(?: of the (?:frame|table|picture|image))?|single subject cent(?:ered|red)",
        "The product stands in the middle.",
        {"place": (0.5, 0.5)},
    ),
    Wording(r"(?:an? |the )?(?:single|one) (?:subject|product)", "One product is drawn."),
)

COLORWAYS = (
    Wording(
        r"(?:with )?(?:subtle |fine |soft |light ){0,5}speckl(?:e|es|ed|ing)",
        "Fine speckles lie in the glaze.",
        {"speckled": True},
    ),
    Wording(r"(?:the )?liquid(?: inside)?(?: (?:has|with))?", "The liquid takes the colorway's colour."),
)

HARMLESS = (
    harmless(
        r"(?:shot|photographed|taken|captured)? ?(?:on|with|at)? ?(?:an? )?\d{2,3} ?mm"
        r"(?: lens| prime| macro| photography)?(?: (?:at )?f/?\d+(?:\.\d+)?)?",
        "The artwork has its own lens.",
    ),
    harmless(r"(?:at )?f/\d+(?:\.\d+)?", "The artwork has its own lens."),
    harmless(
        r"(?:square |widescreen |vertical |portrait |landscape ){0,5}\d{1,2}:\d{1,2}"
        r"(?: (?:square|widescreen|composition|aspect ratio|aspect|ratio|format))*"
        r"|(?:square|widescreen|vertical|horizontal|portrait|landscape)(?: (?:composition|format|crop))?"
        r"|(?:(?:promotional|e-?commerce|listing|hero|web) ){0,5}(?:banner|card|tile)",
        "The placement sets the ratio.",
    ),
    harmless(
        r"(?:sharp|crisp|tack[- ]sharp)(?: focus)?(?: on the (?:label|product))?"
        r"|in (?:sharp )?focus",
        "The product is always sharp.",
    ),
    harmless(
        r"(?:(?:studio|professional|commercial|editorial|lifestyle|premium|clean"
        r"|minimal|modern|advertising|catalogu?e|e-?commerce|product|packshot|still[- ]life"
        r"|flat[- ]?lay|hero) ){0,5}(?:product )?(?:photo(?:graph|graphy)?|packshot|pack shot"
        r"|shot|image|picture|render(?:ing)?|hero|scene)(?: (?:of|featuring|scene"
        r"|image))?",
        "Every picture here is a product shot.",
    ),
    harmless(
        r"(?:ad|campaign|print)[- ]ready(?: composition)?|(?:premium |high )?(?:e-?commerce )?quality"
        r"|e-?commerce|commercial|editorial",
        "Every picture here is a product shot.",
    ),
    harmless(
        r"(?:ultra |highly |very )?(?:photo-?realistic|hyper-?realistic|realistic"
        r"|high[- ](?:detail|resolution|quality|end)|highly detailed|detailed|4k"
        r"|8k|uhd|hdr|professional|premium|clean|modern|elegant|beautiful|stunning"
        r"|minimal(?:ist)?)(?: (?:materials?|textures?|details?|look|style|layout"
        r"|composition|brand))*",
        "Quality words change nothing: every picture is drawn as well as it can be.",
    ),
    harmless(
        r"neutral (?:colou?rs?|light(?:ing)?|tones?)|(?:true|accurate|natural) colou?rs?"
        r"|colou?r[- ]accurate",
        "Colours are kept as the swatch has them.",
    ),
    harmless(
        r"(?:soft |natural |bright |studio |neutral |clean |gentle |even |product "
        r"|warm |cool |single |one |source |of ){0,5}(?:lighting|light|daylight|illumination)"
        r"(?: setup)?(?: source)?",
        "The studio's light is soft.",
    ),
    harmless(
        r"identical (?:silhouette|lighting|light|shadow|framing)",
        "Light, shadow and form stay the same between colorways.",
    ),
)

BEYOND = (
    beyond(
        r"(?:being )?(?:held|worn|used|carried|poured|touched)(?: (?:by|in)(?: an?"
        r"| the)? [\w' -]+?)?(?=,|\.|;|:|$| on | with | in front )",
        "The studio draws no people or hands.",
    ),
    beyond(
        r"(?:an? |the |two |with ){0,5}(?:young |old |smiling |elegant ){0,5}(?:woman|women"
        r"|man|men|person|people|model|models|girl|boy|child|children|hand|hands"
        r"|fingers|customer|barista|chef)\b(?:'s)?(?: [\w-]+ing(?: (?:it|the \w+))?)?",
        "The studio draws no people or hands.",
    ),
    beyond(
        r"(?:with )?(?:a |an |small |gentle |dynamic ){0,5}(?:wisps? of )?(?:steam|smoke"
        r"|mist|fog|splash(?:es)?|splashing|water|droplets?|bubbles|pouring|ice cubes?)"
        r"(?: (?:rising|splash(?:es)?|droplets?|reflections?|drops?|from [\w ]+?"
        r"(?=,|\.|;|$)))*",
        "The studio draws no water, steam or splashes.",
    ),
    beyond(
        r"(?:summer |sunny )?outdoors?(?: (?:scene|look|setting))?|(?:on |at |in )?"
        r"(?:a |the )?(?:wet )?(?:beach|forest|street|asphalt|garden|mountains?|park"
        r"|pool|meadow|city|rooftop)(?: at (?:sunset|sunrise|night))?",
        "The studio draws no outdoor scenes.",
    ),
    beyond(
        r"(?:the )?(?:main |large |bold ){0,5}(?:headline|slogan|caption|subtitle|price"
        r"|badge|call to action|banner text|text|logo)\b[^,.;:]*",
        "The studio writes no text into the picture.",
    ),
    beyond(r"(?:[\w-]+ )?confetti(?: texture)?(?: in the background)?", "The studio draws no decoration."),
)

# Matched first to last, so the more particular wording stands before the more general one; what they set
# is applied in the same order, so a direction of light overrules the one a mood brings along.
BEFORE_GROUNDS = (*NEGATIONS, *VIEWS, *TABLETOPS, *BACKDROPS, *MOODS)
AFTER_GROUNDS = (*SHADOWS, *PLACES, *DIRECTIONS, *COLORWAYS, *BEYOND, *HARMLESS)
