"""Which text a picture shall show: what the prompt spells out, and what the product's own artwork wears."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.linting import asks_for_label_text
from renders.quality.text.lines import plain

_CHINESE = r"\u3400-\u9fff\uf900-\ufaff"
# One sign alone is a unit (“199 元”).
_CHINESE_WORDS = re.compile(rf"[{_CHINESE}]{{2,}}(?:[·・ ]?[{_CHINESE}]+)*")
_QUOTED = re.compile(r"[“\"«「『]([^”\"»」』]{1,80})[”\"»」』]")
# A prompt that is Chinese itself spells text out between quotation marks only.
_CHINESE_PROMPT = 0.3


@dataclass(frozen=True)
class TextOrder:
    """`ordered` must be read, `known` may be: texts of the product. What its own artwork wears is expected too, where
    the artwork that the picture is made of wears it."""

    ordered: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def ordered_texts(prompt: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """What the prompt wants written; `known` are texts of the product, which it may name without quotation marks."""
    if not asks_for_label_text(prompt):
        return ()
    texts = [match[1] for match in _QUOTED.finditer(prompt)]
    if len(re.findall(rf"[{_CHINESE}]", prompt)) < _CHINESE_PROMPT * len(prompt):
        texts += [match[0] for match in _CHINESE_WORDS.finditer(prompt)]
    texts += [text for text in known if len(plain(text)) > 1 and text in prompt]
    # The same text may stand there in quotation marks and be known.
    return tuple({plain(text): text for text in reversed(texts) if plain(text)}.values())[::-1]
