"""What a one-click fix does to a prompt: add a sentence, or take something out."""

import re

END = re.compile(r"[,.;]+(?=\s|$)|\n+|$")


def with_sentence(prompt: str, sentence: str) -> str:
    """The prompt with one more sentence at its end, unless it has this sentence already."""
    if sentence in prompt:
        return prompt
    start = prompt.rstrip().rstrip(",;")
    if not start:
        return sentence
    return f"{start} {sentence}" if start.endswith((".", "!", "?")) else f"{start}. {sentence}"


def clause_of(text: str, start: int) -> tuple[str, str]:
    """The clause around a place in a text: what of it stands before the place, and what follows up to its end."""
    begin = max((match.end() for match in END.finditer(text) if match.end() <= start and match[0]), default=0)
    return text[begin:start], text[start : _end_of(text, start)]


def cut(prompt: str, start: int, end: int) -> str:
    """The prompt without the text from `start` to `end`, at most to the end of the clause."""
    return tidied(f"{prompt[:start]} {prompt[min(end, _end_of(prompt, start)) :]}")


def without(prompt: str, pattern: re.Pattern[str]) -> str:
    """The prompt without whatever the pattern matches; "a square image" becomes "an image"."""
    articled = re.sub(rf"(?<![\w-])([Aa]) (?:{pattern.pattern})\s+(?=[aeio])", r"\1n ", prompt, flags=re.IGNORECASE)
    return tidied(pattern.sub("", articled))


def tidied(prompt: str) -> str:
    """Blanks and commas as they were before something was taken out."""
    text = re.sub(r"[ \t]{2,}", " ", prompt)
    text = re.sub(r"\s+([,.;])", r"\1", text)
    text = re.sub(r"([,;])(?:\s*[,;])+", r"\1", text)
    text = re.sub(r"[,;]\s*(?=\.)|(?<=\.)\s*\.(?=\s|$)|(?<=\. )[,;]\s*", "", text)
    return re.sub(r"^[\s,;.]+|[\s,;]+$", "", text)


def _end_of(text: str, start: int) -> int:
    """Where the clause around `start` ends; a comma between quotation marks ends nothing."""
    quoted = [match.span() for match in re.finditer(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’", text)]
    ends = (match.start() for match in END.finditer(text, start))
    return next((end for end in ends if not any(first < end < last for first, last in quoted)), len(text))
