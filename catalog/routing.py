"""Which kinds of picture the published guides give to which image model: advice for whoever fills the matrix."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """A kind of picture, the models to try in this order (their slugs here), and why."""

    kind: str
    models: tuple[str, ...]
    reason: str


HINTS = (
    Hint(
        "People, or a product in hand",
        ("nano-banana-pro", "flux-1-1-pro"),
        "FLUX Schnell draws hands and faces badly.",
    ),
    Hint("Casual composition", ("nano-banana-pro",), "It follows a loosely worded scene best."),
    Hint("Brand hero", ("flux-2", "flux-1-1-pro", "nano-banana-pro"), "Detail counts more than seconds."),
    Hint("Many pictures, soon", ("flux-schnell",), "About 30 seconds and half a cent a picture."),
    Hint("Chinese text in the picture", ("qwen-image-2",), "The others draw strokes that are no characters."),
    Hint("Intricate logos", ("nano-banana-pro", "pixelmuse-recraft-v4-pro"), "FLUX Schnell garbles about 80% of text."),
)
