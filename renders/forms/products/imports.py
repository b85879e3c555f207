"""The forms of an import: a file or an address, which column is what, and the last word."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.importing.decoding import MAX_BYTES, too_large
from catalog.importing.formats import FORMATS
from catalog.importing.mapping import FIELDS
from catalog.text import tidy
from catalog.texts import figure
from renders.models import ProductImport
from renders.models.product_imports import MAX_ADDRESS


class BeginForm(forms.Form):
    """A chosen file, or the address of a feed."""

    import_file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/tab-separated-values"}),
        help_text=gettext_lazy("CSV or TSV as your shop, Excel or Packshot saves it"),
    )
    address = forms.CharField(
        label=gettext_lazy("Or the address of a feed"),
        required=False,
        max_length=MAX_ADDRESS,
        widget=forms.URLInput(attrs={"placeholder": gettext_lazy("https://shop.example/products.csv")}),
    )

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file and file.size > MAX_BYTES:
            raise ValidationError(str(too_large()))
        return file

    def clean_address(self) -> str:
        """Https only, without a name and password in it; what is allowed by name in the settings may be http."""
        address = tidy(self.cleaned_data["address"])
        if not address:
            return ""
        try:
            parts = urlsplit(address)
            place = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
        except ValueError:
            raise ValidationError(_("This is not an address.")) from None
        is_allowed = parts.scheme in ("http", "https") and place in settings.OUTBOUND_ALLOW
        if not parts.hostname or not (is_allowed or parts.scheme == "https"):
            raise ValidationError(_("Write an address that begins with https://."))
        if parts.username or parts.password:
            raise ValidationError(_("Leave name and password out of the address."))
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("import_file")) == bool(data.get("address")):
            sentence = _("Choose a file or write an address.") if not data.get("address") else _("Choose one of both.")
            self.add_error("import_file", sentence)
        return data


class FormatForm(forms.Form):
    """Another format than the one that was recognised."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(code, one.name) for code, one in FORMATS.items()]
    )


class ColumnsForm(forms.Form):
    """Which column of the file fills which of ours, and what becomes of SKUs that are here already."""

    is_updating = forms.TypedChoiceField(
        label=gettext_lazy("SKUs that are here already"),
        choices=[
            ("yes", gettext_lazy("Change them to what the file says")),
            ("no", gettext_lazy("Leave them as they are")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, product_import: ProductImport) -> None:
        initial = {**product_import.columns, "is_updating": "yes" if product_import.is_updating else "no"}
        # A field called attributes would stand in the way of what scripts read of every element.
        super().__init__(data, initial=initial, prefix="column")
        names = [("", _("not in the file")), *((name, name) for name in product_import.header)]
        for code, label in FIELDS.items():
            self.fields[code] = forms.ChoiceField(label=label, choices=names, required=code == "sku")
        self.fields["sku"].error_messages["required"] = _("Say which column holds the SKU.")

    @property
    def columns(self) -> list[Any]:
        return [self[code] for code in FIELDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["columns"] = {code: data[code] for code in FIELDS if data.get(code)}
        return data


class ConfirmForm(forms.Form):
    """That colours may move to other products, and from where pictures may be fetched."""

    def __init__(self, data: Any, product_import: ProductImport, hosts: dict[str, int]) -> None:
        super().__init__(data)
        if product_import.move_count:
            self.fields["moves"] = forms.BooleanField(
                label=ngettext(
                    "Yes, %(count)s SKU moves to another product",
                    "Yes, %(count)s SKUs move to another product",
                    product_import.move_count,
                )
                % {"count": figure(product_import.move_count)},
                error_messages={"required": _("Say that these SKUs may move, or correct the file.")},
            )
        if hosts:
            self.fields["hosts"] = forms.MultipleChoiceField(
                label=_("Fetch pictures from"),
                choices=[(host, f"{host} ({figure(count)})") for host, count in hosts.items()],
                initial=list(hosts),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
