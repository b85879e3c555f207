"""Which shot sets the list shows, from its query string; and the title of a set."""

from datetime import MAXYEAR, date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from catalog.models import Colorway
from catalog.text import whole_number
from renders.models import Banner, Render, Shot, ShotSet
from renders.models.shot_sets import MAX_TITLE, ShotSetQuerySet

RUNNING, DONE, STOPPED = "running", "done", "stopped"
STATES = [(RUNNING, gettext_lazy("Running")), (DONE, gettext_lazy("Done")), (STOPPED, gettext_lazy("Stopped"))]
MAX_WORDS = 8
# How many sets one search looks through: words have no index, so that they cost time for every set.
SETS_SEARCHED = 5_000
# Days that every database and every time zone can tell the start of.
DAYS = [MinValueValidator(date(2, 1, 1)), MaxValueValidator(date(MAXYEAR - 1, 1, 1))]


class TitleField(LineField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=gettext_lazy("Title"), max_length=MAX_TITLE, required=False, **options)


class TitleForm(forms.Form):
    """Another title for a set."""

    title = TitleField()


def day_filter(label: Any) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(method="launched", label=label, widget=widget, validators=DAYS)


class SetFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package carries no types
    """Words, state, kind, days and launcher; an empty field selects all, and so does a value that nobody offered.

    Sets that draw names on banners are left out, but for those of one banner, to which its page links.
    """

    q = django_filters.CharFilter(
        method="searched",
        label=gettext_lazy("Search"),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": gettext_lazy("Title, product, SKU, note, person"),
                "data-key": "/",
                "data-key-label": gettext_lazy("Search"),
            }
        ),
    )
    state = django_filters.ChoiceFilter(
        method="in_state", choices=STATES, label=gettext_lazy("State"), empty_label=gettext_lazy("Any state")
    )
    kind = django_filters.ChoiceFilter(
        choices=ShotSet.Kind.choices, label=gettext_lazy("Kind"), empty_label=gettext_lazy("Any kind")
    )
    since = day_filter(gettext_lazy("Launched from"))
    until = day_filter(gettext_lazy("Launched until"))
    own = django_filters.BooleanFilter(
        method="launched_by_oneself", label=gettext_lazy("Only mine"), widget=forms.CheckboxInput
    )
    banner = django_filters.ModelChoiceFilter(queryset=Banner.objects.all(), widget=forms.HiddenInput)

    class Meta:
        model = ShotSet
        fields = ["q", "state", "kind", "since", "until", "own", "banner"]

    # Below this id nothing was searched; None where everything was.
    searched_from: int | None = None

    @property
    def is_active(self) -> bool:
        """Whether it leaves any set out."""
        return any(self.form.cleaned_data.get(name) for name in self.filters) if self.form.is_valid() else True

    @property
    def of_banner(self) -> Banner | None:
        """The banner whose sets it shows."""
        found: Banner | None = self.form.cleaned_data.get("banner")
        return found

    def filter_queryset(self, sets: ShotSetQuerySet) -> ShotSetQuerySet:
        found: ShotSetQuerySet = super().filter_queryset(sets)
        return found if self.of_banner else found.without_banners()

    def searched(self, sets: ShotSetQuerySet, name: str, value: str) -> ShotSetQuerySet:
        """Every word has to be in the set's code, title or note, a product or SKU of it, its campaign or its launcher's
        name. The latest sets are searched, from where the page begins."""
        before = whole_number(self.data.get("before"))
        latest = ShotSet.objects.filter(banner=self.of_banner)
        latest = latest.filter(pk__lt=before) if before else latest
        self.searched_from = (
            latest.order_by("-pk").values_list("pk", flat=True)[SETS_SEARCHED - 1 : SETS_SEARCHED].first()
        )
        if self.searched_from:
            sets = sets.filter(pk__gte=self.searched_from)
        for word in value.split()[:MAX_WORDS]:
            sets = sets.filter(having(word))
        return sets

    def in_state(self, sets: ShotSetQuerySet, name: str, value: str) -> ShotSetQuerySet:
        unfinished = Exists(Render.objects.unfinished().filter(shot_set=OuterRef("pk")))
        if value == STOPPED:
            return sets.exclude(stopped_at=None)
        return sets.filter(unfinished) if value == RUNNING else sets.filter(~unfinished, stopped_at=None)

    def launched(self, sets: ShotSetQuerySet, name: str, value: date) -> ShotSetQuerySet:
        """From the start of the first day, until the end of the last, in the reader's time zone."""
        day = value if name == "since" else value + timedelta(days=1)
        start = timezone.make_aware(datetime.combine(day, time.min))
        return sets.filter(launched_at__gte=start) if name == "since" else sets.filter(launched_at__lt=start)

    def launched_by_oneself(self, sets: ShotSetQuerySet, name: str, value: bool) -> ShotSetQuerySet:
        return sets.filter(launched_by=self.request.user) if value else sets


def having(word: str) -> Q:
    """The sets that have this word somewhere."""
    name = Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
    product = Q(product__name__icontains=word) | Q(product__code__icontains=word) | Q(product__noun__icontains=word)
    colorways = Colorway.objects.filter(product | Q(sku__icontains=word) | Q(name__icontains=word)).order_by()
    ordered = Shot.objects.filter(shot_set=OuterRef("pk"), colorway__in=colorways.values("pk"))
    people = get_user_model().objects.filter(name).values("pk")
    own = Q(code__icontains=word) | Q(title__icontains=word) | Q(note__icontains=word)
    own |= Q(campaign__name__icontains=word)
    return own | Q(launched_by__in=people) | Q(Exists(ordered))
