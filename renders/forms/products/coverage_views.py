"""Saved views of coverage: their names, and the list of them on the page."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from renders.forms.products.coverage import CoverageFilter
from renders.models import CoverageView
from renders.models.coverage_views import MAX_NAME, MAX_VIEWS

# What a view saves, and the field of the filter that it is.
FIELDS = {"words": "q", "category": "category", "placement": "placement", "only_gaps": "gaps"}
NAME_TAKEN = gettext_lazy("You have a view of this name already.")


class ViewNameForm(forms.Form):
    """The name of a view: a new one, or another name for one that is there."""

    name = LineField(label=gettext_lazy("Name of the view"), max_length=MAX_NAME)

    def __init__(self, data: Any = None, *, by: User, view: CoverageView | None = None) -> None:
        initial = {"name": view.name} if view else None
        super().__init__(data, initial=initial, auto_id=f"view-{view.pk if view else 'new'}-%s")
        self.by, self.view = by, view
        if view:
            self.fields["name"].label = _("New name of “%(view)s”") % {"view": view}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = CoverageView.objects.of(self.by)
        if self.view:
            others = others.exclude(pk=self.view.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(NAME_TAKEN)
        if self.view is None and others.count() >= MAX_VIEWS:
            text = _("You have %(number)s views. Delete one of them, then save this one.")
            raise forms.ValidationError(text % {"number": MAX_VIEWS})
        return name


def filter_of(products: CoverageFilter) -> dict[str, Any]:
    """What a view saves of a filter; empty where it leaves nothing out, or cannot be read."""
    if not products.form.is_valid():
        return {}
    chosen = products.form.cleaned_data
    return {name: chosen[field] for name, field in FIELDS.items() if chosen[field]}


@dataclass(frozen=True)
class ListedView:
    """A saved view with the form that renames it; current where it is what the page shows."""

    view: CoverageView
    form: ViewNameForm
    is_current: bool


def listed_views(by: User, products: CoverageFilter, refused: ViewNameForm | None = None) -> list[ListedView]:
    """Theirs; `refused` is the form of one that could not be renamed."""
    shown = filter_of(products)
    listed = []
    for view in CoverageView.objects.of(by):
        saved = {name: getattr(view, name) for name in FIELDS}
        form = refused if refused and refused.view == view else ViewNameForm(by=by, view=view)
        listed.append(ListedView(view, form, shown == {name: value for name, value in saved.items() if value}))
    return listed
