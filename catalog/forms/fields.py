"""Fields whose answers hold for the whole catalogue."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models.products import IDENTIFIER, SWATCH, check_attributes
from catalog.text import is_visible, tidy

# Names a file may not have on Windows, whatever its ending: downloads carry codes and SKUs.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


class LineField(forms.CharField):
    """One line of visible text. What cannot be seen is taken out, and nothing to see is nothing entered."""

    def to_python(self, value: object) -> str:
        """The text as it will be kept and shown."""
        text = tidy(super().to_python(value) or "")
        return text if is_visible(text) else ""


class IdentifierField(LineField):
    """A code or SKU: letters, digits, dots, dashes and underscores, safe as part of a file's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, validators=[IDENTIFIER, safe_as_file_name], **options)


class SwatchField(LineField):
    """A colour as #RRGGBB, empty for "as photographed"; a missing # and capitals are put right."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, required=False, validators=[SWATCH], **options)

    def to_python(self, value: object) -> str:
        """Lower case with its #, the one way a contract writes it."""
        text = super().to_python(value).lower()
        return f"#{text}" if text and not text.startswith("#") else text


class FactsField(forms.CharField):
    """Further facts of a product, one a line as "name: text"; the answer is a dictionary."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, validators=[check_attributes], **options)

    def prepare_value(self, value: object) -> object:
        """Facts as lines by name, as Postgres keeps no order; what was typed stays as it was typed."""
        return (
            "\n".join(f"{name}: {text}" for name, text in sorted(value.items())) if isinstance(value, dict) else value
        )

    def to_python(self, value: object) -> Any:
        """The facts by name; ValidationError for a line that tells none, or a name told twice."""
        if isinstance(value, dict):
            return value
        found: dict[str, str] = {}
        for line in filter(is_visible, str(value or "").splitlines()):
            name, colon, text = (tidy(part) for part in line.partition(":"))
            if not colon or not text:
                raise ValidationError(f"“{tidy(line)}” tells no fact. Write a name, a colon and the text.")
            if name in found:
                raise ValidationError(f"{name} is told twice.")
            found[name] = text
        return found


def safe_as_file_name(value: str) -> None:
    """Refuse what an operating system keeps for itself; ValidationError says what to do."""
    if value.split(".")[0].lower() in DEVICES:
        raise ValidationError(f"“{value}” is a name that Windows keeps for itself. Choose another.")
    if value.endswith("."):
        raise ValidationError("End with a letter, a digit, a dash or an underscore.")
