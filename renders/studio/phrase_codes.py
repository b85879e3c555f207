"""What became of a phrase of the prompt: a code for logic, a verdict and one sentence for people."""

from enum import StrEnum
from typing import Self

from catalog.texts import gettext, gettext_noop
from renders.studio.vocabulary import Verdict


class PhraseCode(StrEnum):
    """Each code has one `verdict` and one `explanation`; only codes and verdicts decide anything."""

    verdict: Verdict
    _explanation: str

    def __new__(cls, code: str, verdict: Verdict, explanation: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.verdict = verdict
        member._explanation = explanation
        return member

    @property
    def explanation(self) -> str:
        """One sentence for a person."""
        return gettext(self._explanation)

    # Left out on request
    NO_SHADOW = "no_shadow", Verdict.HONOURED, gettext_noop("No shadow is drawn.")
    NO_REFLECTION = "no_reflection", Verdict.HONOURED, gettext_noop("No reflection is drawn.")
    LEFT_OUT = "left_out", Verdict.HONOURED, gettext_noop("Nothing of the kind is drawn.")

    # View
    VIEW_TOP = "view_top", Verdict.HONOURED, gettext_noop("The product is seen straight from above.")
    VIEW_THREE_QUARTER = "view_three_quarter", Verdict.HONOURED, gettext_noop("The product is seen turned to one side.")
    VIEW_FRONT = "view_front", Verdict.HONOURED, gettext_noop("The product is seen from the front.")
    VIEW_WITHOUT_ARTWORK = (
        "view_without_artwork",
        Verdict.NOT_HONOURED,
        gettext_noop("The studio has no artwork for this view."),
    )

    # Ground
    GROUND_OAK = "ground_oak", Verdict.HONOURED, gettext_noop("The product stands on light oak.")
    GROUND_MARBLE = "ground_marble", Verdict.HONOURED, gettext_noop("The product stands on white marble.")
    GROUND_SLATE = "ground_slate", Verdict.HONOURED, gettext_noop("The product stands on dark slate.")
    GROUND_PAPER = "ground_paper", Verdict.HONOURED, gettext_noop("The ground is paper in this colour.")
    GROUND_SEAMLESS = "ground_seamless", Verdict.HONOURED, gettext_noop("The ground is seamless.")
    GROUND_GRADIENT = "ground_gradient", Verdict.HONOURED, gettext_noop("The ground runs from one colour into another.")
    GROUND_REFLECTIVE = "ground_reflective", Verdict.HONOURED, gettext_noop("The ground mirrors the product faintly.")
    REFLECTION_HIDDEN = (
        "reflection_hidden",
        Verdict.NOT_HONOURED,
        gettext_noop("From above no reflection is seen."),
    )
    SECOND_GROUND = "second_ground", Verdict.NOT_HONOURED, gettext_noop("A picture has one ground.")
    SECOND_TABLETOP = "second_tabletop", Verdict.NOT_HONOURED, gettext_noop("The product stands on one ground only.")
    GRADIENT_BEHIND_TABLETOP = (
        "gradient_behind_tabletop",
        Verdict.NOT_HONOURED,
        gettext_noop("The tabletop takes the ground's place."),
    )

    # Behind the product
    BACKDROP_COLOURED = "backdrop_coloured", Verdict.HONOURED, gettext_noop("The background has this colour.")
    BACKDROP_PLAIN = "backdrop_plain", Verdict.HONOURED, gettext_noop("The background is plain.")
    BACKDROP_WINDOW = "backdrop_window", Verdict.HONOURED, gettext_noop("Light falls in from a window.")
    WINDOW_LIGHT_ONLY = (
        "window_light_only",
        Verdict.HONOURED,
        gettext_noop("The light is a window's; the window itself is not seen."),
    )
    BACKDROP_CURTAIN = (
        "backdrop_curtain",
        Verdict.HONOURED,
        gettext_noop("A linen curtain hangs out of focus behind the product."),
    )
    BACKDROP_NOT_SEEN = "backdrop_not_seen", Verdict.NOT_HONOURED, gettext_noop("This ground has nothing behind it.")
    BACKDROP_BLURRED = "backdrop_blurred", Verdict.HONOURED, gettext_noop("What is behind the product is out of focus.")
    FOCUS_ON_PRODUCT = "focus_on_product", Verdict.HONOURED, gettext_noop("Only the product is in focus.")
    NOTHING_TO_BLUR = "nothing_to_blur", Verdict.HARMLESS, gettext_noop("This ground has nothing behind it to blur.")

    # Mood
    MOOD_DARK = "mood_dark", Verdict.HONOURED, gettext_noop("The set is dark, with one narrow light.")
    MOOD_PLAIN = "mood_plain", Verdict.HONOURED, gettext_noop("The set is plain.")
    LIGHT_GOLDEN_HOUR = (
        "light_golden_hour",
        Verdict.HONOURED,
        gettext_noop("Low warm light catches the product's edge."),
    )
    LIGHT_RIM = "light_rim", Verdict.HONOURED, gettext_noop("Light catches the product's edge.")
    LIGHT_DRAMATIC = "light_dramatic", Verdict.HONOURED, gettext_noop("One light does most of the work.")
    LIGHT_HARD = "light_hard", Verdict.HONOURED, gettext_noop("The light is small and its shadow crisp.")
    LIGHT_HIGH_KEY = "light_high_key", Verdict.HONOURED, gettext_noop("The light is bright and even.")
    LIGHT_WARM = "light_warm", Verdict.HONOURED, gettext_noop("The light is warm.")
    LIGHT_DIFFUSED = "light_diffused", Verdict.HONOURED, gettext_noop("The light is large and soft.")

    # Direction of the light
    LIGHT_UPPER_LEFT = "light_upper_left", Verdict.HONOURED, gettext_noop("The light comes from the upper left.")
    LIGHT_UPPER_RIGHT = "light_upper_right", Verdict.HONOURED, gettext_noop("The light comes from the upper right.")
    LIGHT_LEFT = "light_left", Verdict.HONOURED, gettext_noop("The light comes from the left.")
    LIGHT_RIGHT = "light_right", Verdict.HONOURED, gettext_noop("The light comes from the right.")
    LIGHT_BEHIND = "light_behind", Verdict.HONOURED, gettext_noop("The light comes from behind.")
    LIGHT_FRONT = "light_front", Verdict.HONOURED, gettext_noop("The light comes from the front.")
    LIGHT_OVERHEAD = "light_overhead", Verdict.HONOURED, gettext_noop("Even light comes from straight above.")

    # Shadows
    SHADOW_CONTACT = "shadow_contact", Verdict.HONOURED, gettext_noop("A tight shadow lies where the product stands.")
    SHADOW_UNDER_EDGE = (
        "shadow_under_edge",
        Verdict.HONOURED,
        gettext_noop("A soft shadow lies under the product's edge."),
    )
    SHADOW_LONG = "shadow_long", Verdict.HONOURED, gettext_noop("The light is low and its shadow long.")
    SHADOW_CRISP = "shadow_crisp", Verdict.HONOURED, gettext_noop("The shadow has a crisp edge.")
    SHADOW_SOFT = "shadow_soft", Verdict.HONOURED, gettext_noop("A soft shadow lies on the side away from the light.")

    # Place in the frame
    FILL = "fill", Verdict.HONOURED, gettext_noop("The product fills this share of the frame.")
    SPACE_AROUND = (
        "space_around",
        Verdict.HONOURED,
        gettext_noop("The product stands in the middle with room around it."),
    )
    SPACE_LEFT = "space_left", Verdict.HONOURED, gettext_noop("The product stands at the right, with room at the left.")
    SPACE_RIGHT = (
        "space_right",
        Verdict.HONOURED,
        gettext_noop("The product stands at the left, with room at the right."),
    )
    SPACE_ABOVE = "space_above", Verdict.HONOURED, gettext_noop("The product stands low, with room above.")
    SPACE_BELOW = "space_below", Verdict.HONOURED, gettext_noop("The product stands high, with room below.")
    SPACE_ANYWHERE = "space_anywhere", Verdict.HONOURED, gettext_noop("The product has room around it.")
    CENTRED = "centred", Verdict.HONOURED, gettext_noop("The product stands in the middle.")
    SINGLE_PRODUCT = "single_product", Verdict.HONOURED, gettext_noop("One product is drawn.")

    # The product itself
    PRODUCT = "product", Verdict.HONOURED, gettext_noop("The product comes from its own artwork and swatch.")
    PRODUCT_COLOUR = "product_colour", Verdict.NOT_HONOURED, gettext_noop("The product keeps its colorway's colour.")
    SPECKLES = "speckles", Verdict.HONOURED, gettext_noop("Fine speckles lie in the glaze.")
    LIQUID = "liquid", Verdict.HONOURED, gettext_noop("The liquid takes the colorway's colour.")
    LABEL = "label", Verdict.HONOURED, gettext_noop("The label is the product's own artwork.")
    LABEL_DIFFERS = (
        "label_differs",
        Verdict.NOT_HONOURED,
        gettext_noop("The label stays as the product's artwork has it."),
    )

    # Nothing to do
    LENS = "lens", Verdict.HARMLESS, gettext_noop("The artwork has its own lens.")
    RATIO = "ratio", Verdict.HARMLESS, gettext_noop("The placement sets the ratio.")
    SHARPNESS = "sharpness", Verdict.HARMLESS, gettext_noop("The product is always sharp.")
    PRODUCT_SHOT = "product_shot", Verdict.HARMLESS, gettext_noop("Every picture here is a product shot.")
    QUALITY = (
        "quality",
        Verdict.HARMLESS,
        gettext_noop("Quality words change nothing: every picture is drawn as well as it can be."),
    )
    COLOUR_ACCURACY = "colour_accuracy", Verdict.HARMLESS, gettext_noop("Colours stay as the swatch has them.")
    SOFT_LIGHT = "soft_light", Verdict.HARMLESS, gettext_noop("The studio's light is soft.")
    CONSISTENCY = (
        "consistency",
        Verdict.HARMLESS,
        gettext_noop("Light, shadow and form stay the same between colorways."),
    )

    # Not drawn
    PEOPLE = "people", Verdict.NOT_HONOURED, gettext_noop("The studio draws no people or hands.")
    WATER = "water", Verdict.NOT_HONOURED, gettext_noop("The studio draws no water, steam or splashes.")
    OUTDOORS = "outdoors", Verdict.NOT_HONOURED, gettext_noop("The studio draws no outdoor scenes.")
    TEXT = "text", Verdict.NOT_HONOURED, gettext_noop("The studio writes no text into the picture.")
    DECORATION = "decoration", Verdict.NOT_HONOURED, gettext_noop("The studio draws no decoration.")
    UNKNOWN = "unknown", Verdict.NOT_HONOURED, gettext_noop("The studio does not draw this.")
