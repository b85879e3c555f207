"""Form fields shared by the whole catalogue."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models.products import IDENTIFIER, MAX_SKU_LENGTH, SWATCH, check_attributes, check_sku
from catalog.text import CONTROLS, DEVICES, is_visible, tidy
from config.people import name_of


class LineField(forms.CharField):
    """One line of visible text. Invisible characters are removed; a line without any visible one counts as empty."""

    def to_python(self, value: object) -> str:
        text = tidy(super().to_python(value) or "")
        return text if is_visible(text) else ""


class IdentifierField(LineField):
    """A code: letters, digits, dots, dashes and underscores, safe as part of a file's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, validators=[IDENTIFIER, safe_as_file_name], **options)


class SkuField(LineField):
    """A SKU as the shop has it; what cannot be seen is removed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_SKU_LENGTH, validators=[check_sku], **options)

    def to_python(self, value: object) -> str:
        """A control character within is refused, not made a blank: that would be another SKU than the shop's."""
        text = str(value or "").strip()
        if CONTROLS.search(text):
            check_sku(text)
        return super().to_python(value)


class SwatchField(LineField):
    """A colour as #RRGGBB, empty for "as photographed"; a missing # and capitals are corrected."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, required=False, validators=[SWATCH], **options)

    def to_python(self, value: object) -> str:
        """Lower case with its #, the one way in which a contract writes it."""
        text = super().to_python(value).lower()
        return f"#{text}" if text and not text.startswith("#") else text


class RowFilterField(forms.ModelChoiceField):
    """A row that a list is filtered by, as an address names it; `everything` is the choice that does not filter."""

    def __init__(self, rows: Any, *, label: Any, everything: Any, named_by: str = "slug") -> None:
        super().__init__(rows, label=label, to_field_name=named_by, required=False, empty_label=everything)


class PersonFilterField(RowFilterField):
    def __init__(self, *, label: Any) -> None:
        people = User.objects.order_by("username")
        super().__init__(people, label=label, everything=gettext_lazy("Everybody"), named_by="username")

    def label_from_instance(self, person: User) -> str:
        return name_of(person)


class AttributesField(forms.CharField):
    """Further attributes of a product, one a line as "name: text"; the cleaned value is a dictionary."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, validators=[check_attributes], **options)

    def prepare_value(self, value: object) -> object:
        """A dictionary as lines sorted by name, as Postgres does not preserve order; what was typed stays as it was."""
        return (
            "\n".join(f"{name}: {text}" for name, text in sorted(value.items())) if isinstance(value, dict) else value
        )

    def to_python(self, value: object) -> Any:
        """The texts by name. ValidationError for a line without a name and a text, or a name used twice."""
        if isinstance(value, dict):
            return value
        attributes: dict[str, str] = {}
        for line in filter(is_visible, str(value or "").splitlines()):
            name, colon, text = (tidy(part) for part in line.partition(":"))
            if not colon or not text:
                raise ValidationError(
                    _("“%(line)s” is not an attribute. Write a name, a colon and the text.") % {"line": tidy(line)}
                )
            if name in attributes:
                raise ValidationError(_("%(name)s is entered twice.") % {"name": name})
            attributes[name] = text
        return attributes


def safe_as_file_name(value: str) -> None:
    """ValidationError for a name that an operating system reserves or cuts short."""
    if value.split(".")[0].lower() in DEVICES:
        raise ValidationError(_("“%(value)s” is a name that Windows reserves. Choose another.") % {"value": value})
    if value.endswith("."):
        raise ValidationError(_("End with a letter, a digit, a dash or an underscore."))
