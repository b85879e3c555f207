"""The limits of inspection and how much each weighs: data that checks read by the code of their finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalog.texts import gettext_noop
from renders.quality.check_finding import Box, CheckFinding, Severity
from renders.quality.masks import CoarseMask


@dataclass(frozen=True)
class Rule:
    """One kind of finding: where it begins, in `unit`, how serious it is, and what of the picture it is about."""

    code: str
    limit: float
    unit: str
    severity: Severity
    about: str

    def finding(
        self,
        message: str,
        measure: float,
        *,
        box: Box | None = None,
        mask: CoarseMask | None = None,
        limit: float | None = None,
        severity: Severity | None = None,
    ) -> CheckFinding:
        """A finding of this kind; `limit` and `severity` where they depend on the order or the measure."""
        limit = self.limit if limit is None else limit
        return CheckFinding(self.code, severity or self.severity, message, measure, limit, self.unit, box, mask)


def _shipped(*rules: Rule) -> Mapping[str, Rule]:
    return {rule.code: rule for rule in rules}


# Marks a text for translation; it is translated where it is shown.
N = gettext_noop
INFO, WARNING, BLOCKING = Severity.INFO, Severity.WARNING, Severity.BLOCKING
# One line a code. Measures that depend on the order (a fill, a size) have the tolerance here.
SHIPPED = _shipped(
    # Models draw in steps of 16 or 32 pixels. 3 % is also what feeds allow (Meta's limit).
    Rule("ratio_differs_from_order", 3.0, "%", BLOCKING, N("the ratio")),
    Rule("size_differs_from_order", 0, "px", WARNING, N("the number of pixels")),
    # 250 looks white on a shop's page; only Amazon's main image requires exactly 255.
    Rule("ground_not_white", 250, "levels", WARNING, N("the white of the ground")),
    Rule("ground_uneven", 250, "levels", WARNING, N("the evenness of the ground")),
    Rule("subject_not_found", 1, "products", WARNING, N("whether there is a product")),
    # Closer than this to the border, a part of the product or its whole margin is missing.
    Rule("subject_cut_off", 0.5, "%", BLOCKING, N("whether the product is whole")),
    Rule("fill_differs_from_order", 8.0, "%", WARNING, N("the size of the product")),
    Rule("subject_off_centre", 8.0, "%", WARNING, N("the place of the product")),
    # Of the product's length.
    Rule("crop_loses_product", 2.0, "%", WARNING, N("whether a crop would cut the product")),
    # Levels between darkest and lightest parts. The faintest product of the demo, cream on white, has 70.
    Rule("blank", 8, "levels", BLOCKING, N("whether there is a picture")),
    Rule("low_contrast", 30, "levels", WARNING, N("contrast")),
    # Standard deviation of what is neither edge nor light. A camera at base sensitivity has 1 to 2.
    Rule("noise", 5.0, "levels", WARNING, N("noise")),
    # A gradient of 8 bits has steps of 1, one of 6 bits of 4.
    Rule("banding", 2.0, "levels", WARNING, N("the smoothness of gradients")),
    Rule("exposure_clipped", 25.0, "%", WARNING, N("exposure")),
    Rule("seam", 3.0, "levels", WARNING, N("seams in the ground")),
    # The following limits are chosen on one half of a corpus of drawn faults and reported on the other:
    # `python -m benchmarks.inspection`.
    Rule("second_subject", 35.0, "%", WARNING, N("whether there is a second product")),
    Rule("extra_object", 0.08, "%", WARNING, N("whether other things are in the picture")),
    Rule("shadow_missing", 2.0, "%", WARNING, N("whether the product casts a shadow")),
    Rule("shadow_wrong_side", 30.0, "%", WARNING, N("the side of the shadow")),
    # The edge's width, in percent of the product's.
    Rule("shadow_hard", 3.0, "%", WARNING, N("how softly the shadow ends")),
    Rule("floating", 2.5, "%", WARNING, N("whether the product stands on the ground")),
    # Pixels of a picture 1024 long. What a lens and a JPEG leave beside an outline is less than 2 wide.
    Rule("halo", 2.2, "px", WARNING, N("fringes around the product")),
    Rule("jagged_edge", 2.0, "px", WARNING, N("the smoothness of the outline")),
    Rule("turned", 4.5, "°", WARNING, N("how upright the product stands")),
    Rule("product_differs", 6.4, "%", WARNING, N("likeness to the real product")),
    Rule("silhouette_drift", 6.4, "%", WARNING, N("likeness to the approved picture")),
    Rule("colour_off_swatch", 6.5, "ΔE", WARNING, N("the product's colour")),
    # Widths are 10 to 90 % rises. A blur of 1 pixel radius still passes, one of 2 does not.
    Rule("soft", 3.8, "px", WARNING, N("sharpness")),
    # Readers err in a character of hundreds: whoever judges looks at the place.
    Rule("label_misread", 0, "characters", WARNING, N("the text of the label")),
    Rule("label_missing", 1, "texts", WARNING, N("whether the label is there")),
    Rule("text_not_ordered", 0, "characters", WARNING, N("text that nobody ordered")),
    # Bits of 64. Six in seven softened, re-encoded, scaled or slightly darker copies differ in 0 or 1, none in more
    # than 3. Of the studio's candidates, which differ by a hundredth of the frame and a little in light, one in eleven
    # is as similar to an earlier one.
    Rule("near_duplicate", 1, "of 64", INFO, N("likeness to other candidates")),
)


@dataclass(frozen=True)
class Rules:
    """The rules that one inspection goes by; `revision` names the changes to those that ship."""

    by_code: Mapping[str, Rule] = field(default_factory=lambda: SHIPPED)
    revision: str = ""

    def __getitem__(self, code: str) -> Rule:
        return self.by_code[code]

    def changed(self, limits: Mapping[str, float], severities: Mapping[str, Severity], revision: str = "") -> "Rules":
        """Other limits and severities for some codes; codes that no check knows are left out."""
        return Rules(
            {
                code: replace(rule, limit=limits.get(code, rule.limit), severity=severities.get(code, rule.severity))
                for code, rule in self.by_code.items()
            },
            revision,
        )
