"""Banners: a new one on an approved picture, how its text looks, and names that somebody tries."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from catalog.text import slug_of
from renders.finishing.banners import first_undrawable, installed_fonts
from renders.models import Banner, Decision
from renders.models.banners import (
    COLOR,
    LOOK,
    MAX_LATE_SECONDS,
    MAX_PERCENT,
    MAX_REASON,
    MAX_TEXT,
    MAX_TTL_HOURS,
    MAX_TYPE,
    PLACEHOLDER,
)
from renders.pipeline.banners.names import NameRefused, require_drawable, tidied

# Names that nobody has to type to see how the banner looks.
LATIN_SAMPLE, CHINESE_SAMPLE = "Anna", "王小明"


class NewBannerForm(forms.Form):
    """What it is called, and the approved picture that it is made of."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("Programs call the banner by a short form of it."),
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label=gettext_lazy("Approved picture"),
        error_messages={
            "required": gettext_lazy("Choose a picture."),
            "invalid_choice": gettext_lazy("This picture is not approved any more. Choose another one."),
        },
    )

    def __init__(self, data: Any = None, *, approvals: QuerySet[Decision], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["decision"].queryset = approvals  # type: ignore[attr-defined]

    def save(self, *, by: Any) -> Banner:
        name, decision = self.cleaned_data["name"], self.cleaned_data["decision"]
        slug = free_slug(slug_of(name)[:50] or "banner")
        font = installed_fonts()[0].code
        return Banner.objects.create(
            name=name, slug=slug, decision=decision, sha256=decision.sha256, font=font, made_by=by
        )


def free_slug(slug: str) -> str:
    """The slug, with a number where another banner has it."""
    taken = set(Banner.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    tried = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return next(one for one in tried if one not in taken)


def percent(label: Any, *, most: int = MAX_PERCENT, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class BannerLookForm(forms.Form):
    """The text, where it stands and how it looks."""

    text = LineField(
        label=gettext_lazy("Text"),
        max_length=MAX_TEXT,
        help_text=gettext_lazy("{name} is where the customer's name goes."),
    )
    neutral_text = LineField(
        label=gettext_lazy("Text without a name"),
        max_length=MAX_TEXT,
        help_text=gettext_lazy("Stands on the picture that is sent when the name is late or cannot be drawn."),
    )
    font = forms.ChoiceField(label=gettext_lazy("Font"))
    color = forms.CharField(
        label=gettext_lazy("Colour"), validators=[COLOR], widget=forms.TextInput(attrs={"type": "color"})
    )
    align = forms.ChoiceField(label=gettext_lazy("Alignment"), choices=Banner.Align)
    left = percent(gettext_lazy("From the left, %"))
    top = percent(gettext_lazy("From the top, %"))
    width = percent(gettext_lazy("Width, %"), least=1)
    height = percent(gettext_lazy("Height, %"), least=1)
    largest_type = percent(gettext_lazy("Largest type, %"), most=MAX_TYPE, least=1)
    smallest_type = percent(gettext_lazy("Smallest type, %"), most=MAX_TYPE, least=1)
    ttl_hours = forms.IntegerField(
        label=gettext_lazy("Kept for, hours"),
        min_value=1,
        max_value=MAX_TTL_HOURS,
        help_text=gettext_lazy("Then picture and address are erased."),
    )
    late_seconds = forms.IntegerField(
        label=gettext_lazy("Late after, seconds"),
        min_value=1,
        max_value=MAX_LATE_SECONDS,
        help_text=gettext_lazy("Programs then get the picture without a name."),
    )

    def __init__(self, data: Any = None, *, banner: Banner) -> None:
        super().__init__(data, initial={name: getattr(banner, name) for name in LOOK})
        self.banner = banner
        self.fields["font"].choices = font_choices()  # type: ignore[attr-defined]

    @property
    def place_fields(self) -> list[Any]:
        return [self[name] for name in ("left", "top", "width", "height", "largest_type", "smallest_type")]

    @property
    def text_fields(self) -> list[Any]:
        return [self[name] for name in ("text", "neutral_text", "font", "color", "align")]

    @property
    def time_fields(self) -> list[Any]:
        return [self[name] for name in ("ttl_hours", "late_seconds")]

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if text.count(PLACEHOLDER) != 1:
            raise ValidationError(_("Write {name} once, where the customer's name goes."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for first, second, field in (("left", "width", "width"), ("top", "height", "height")):
            if (data.get(first) or 0) + (data.get(second) or 0) > MAX_PERCENT:
                self.add_error(field, _("The box leaves the picture. Make it smaller or move it."))
        if (data.get("smallest_type") or 0) > (data.get("largest_type") or MAX_TYPE):
            self.add_error("smallest_type", _("The smallest type is larger than the largest."))
        if not self.errors:
            self._refuse_undrawable(data)
        return data

    def _refuse_undrawable(self, data: dict[str, Any]) -> None:
        """A text that the font or the box does not take, with the shortest name that is likely."""
        look = Banner(decision=self.banner.decision, **data)
        for field, text in (("text", data["text"].replace(PLACEHOLDER, LATIN_SAMPLE)), ("neutral_text", "")):
            line = text or data["neutral_text"]
            if first_undrawable(line, data["font"]) is not None:
                self.add_error(field, _("This font cannot draw every letter of it. Choose another font."))
                continue
            try:
                require_drawable(Banner(decision=look.decision, **{**data, "text": PLACEHOLDER}), line)
            except NameRefused as refusal:
                self.add_error(field, str(refusal))

    def save(self) -> bool:
        """False when somebody froze the version meanwhile."""
        drafts = Banner.objects.filter(pk=self.banner.pk, state=Banner.State.DRAFT)
        return bool(drafts.update(**self.cleaned_data))


def font_choices() -> list[tuple[str, str]]:
    """The fonts of this machine; those that write Chinese first."""
    return [(font.code, font.name if font.writes_chinese else latin_only(font.name)) for font in installed_fonts()]


def latin_only(name: str) -> str:
    return _("%(font)s (no Chinese)") % {"font": name}


class DeclineForm(forms.Form):
    """Why a banner is not used."""

    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why, so that its maker can go on from there.")},
    )


class TriedNameForm(forms.Form):
    """A name that somebody tries. It is drawn for them and stored nowhere; a form that waits for sign-in drops it."""

    customer_name = forms.CharField(label=gettext_lazy("A name"), max_length=200, strip=False)

    def __init__(self, data: Any = None, *, banner: Banner) -> None:
        super().__init__(data)
        self.banner = banner

    def clean_customer_name(self) -> str:
        try:
            name = tidied(self.cleaned_data["customer_name"])
            require_drawable(self.banner, name)
        except NameRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return name
