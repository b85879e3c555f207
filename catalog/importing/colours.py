"""Words that prompts use for a colour, and its swatch, proposed from what a shop calls it."""

from typing import NamedTuple

from catalog.importing.reading import plain


class ProposedColour(NamedTuple):
    """`swatch` is empty where the name is of no colour we know."""

    words: str
    swatch: str


# English name, swatch, and what the same colour is called elsewhere.
KNOWN = (
    ("black", "#1c1c1c", "schwarz noir negro nero zwart"),
    ("white", "#f8f8f5", "weiß weiss blanc blanco bianco wit"),
    ("off-white", "#f2efe6", "wollweiß cremeweiß naturweiß"),
    ("grey", "#8c8c8c", "gray grau gris grigio grijs"),
    ("light grey", "#c8c8c8", "hellgrau lightgray"),
    ("dark grey", "#4a4a4a", "dunkelgrau darkgray"),
    ("anthracite", "#383e42", "anthrazit"),
    ("silver", "#c0c2c4", "silber argent plata"),
    ("gold", "#c9a34e", "golden or oro"),
    ("copper", "#b06a43", "kupfer cuivre"),
    ("bronze", "#8c6a3f", ""),
    ("beige", "#d9c7ae", ""),
    ("sand", "#d8c3a0", "sandfarben"),
    ("cream", "#f3e9d2", "creme crème"),
    ("ivory", "#f4efdf", "elfenbein ivoire"),
    ("natural", "#d9c3a0", "natur naturel"),
    ("brown", "#6f4a2f", "braun marron brun"),
    ("taupe", "#8b7f75", ""),
    ("terracotta", "#c0654a", "terrakotta"),
    ("red", "#b3262e", "rot rouge rojo rosso rood"),
    ("burgundy", "#6d1f2f", "bordeaux weinrot"),
    ("coral", "#ee7c66", "koralle"),
    ("orange", "#e8822e", ""),
    ("yellow", "#efc93d", "gelb jaune amarillo giallo geel"),
    ("mustard", "#c99a2e", "senf senfgelb"),
    ("green", "#3f7d4f", "grün gruen vert verde groen"),
    ("dark green", "#234a36", "dunkelgrün"),
    ("sage", "#9caf94", "salbei salbeigrün sagegreen"),
    ("olive", "#6f7042", "oliv olivgrün"),
    ("mint", "#b5dcc6", "minze mintgrün"),
    ("turquoise", "#3fb0ac", "türkis tuerkis"),
    ("petrol", "#1f5d6b", "teal"),
    ("blue", "#2f5f9e", "blau bleu azul blu blauw"),
    ("light blue", "#a7c7e2", "hellblau"),
    ("navy", "#1f2d4a", "marine marineblau navyblue dunkelblau"),
    ("purple", "#6d4a8c", "lila violett violet"),
    ("pink", "#e9a7b8", "rosa rose"),
    ("transparent", "", "clear klar durchsichtig"),
    ("multicoloured", "", "multicolor multicolour bunt mehrfarbig"),
)
BY_NAME = {plain(name): (english, swatch) for english, swatch, others in KNOWN for name in (english, *others.split())}


def proposed(name: str) -> ProposedColour:
    """The English words of a known colour, else the name in small letters: "Soft Beige" is "soft beige"."""
    parts = [part.strip() for part in name.replace("&", "/").split("/") if part.strip()]
    known = [BY_NAME.get(plain(part), (part.lower(), "")) for part in parts]
    swatch = known[0][1] if len(known) == 1 else ""
    return ProposedColour(" and ".join(words for words, _swatch in known), swatch)
