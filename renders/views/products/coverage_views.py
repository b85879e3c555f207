"""Saved views of the page of coverage: saving its filter under a name, renaming and deleting. Only one's own."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.permissions import VIEW_PRODUCTS, needs
from renders.forms.products.coverage_views import NAME_TAKEN, ViewNameForm, filter_of
from renders.models import CoverageView
from renders.views.access import PersonRequest
from renders.views.products.coverage import coverage_page, found_products


@require_POST
@needs(VIEW_PRODUCTS)
def coverage_views(request: PersonRequest) -> HttpResponse:
    """Save the filter that came with the name."""
    form, chosen = ViewNameForm(request.POST, by=request.user), filter_of(found_products(request.POST))
    if not chosen:
        form.add_error(None, _("Filter the page first; a view saves what the filter finds."))
    if form.is_valid():
        name = form.cleaned_data["name"]
        view, is_new = CoverageView.objects.get_or_create(author=request.user, name=name, defaults=chosen)
        if is_new:
            messages.success(request, _("Saved as the view “%(view)s”.") % {"view": view})
            return redirect(view)
        form.add_error("name", NAME_TAKEN)
    return coverage_page(request, request.POST, HTTPStatus.UNPROCESSABLE_ENTITY, new_view=form)


@require_POST
@needs(VIEW_PRODUCTS)
def rename(request: PersonRequest, pk: int) -> HttpResponse:
    """Give it another name."""
    view = own_view(request, pk)
    form = ViewNameForm(request.POST, by=request.user, view=view)
    if form.is_valid() and view.rename(form.cleaned_data["name"]):
        return redirect(view)
    if not form.errors:  # another window took the name meanwhile
        form.add_error("name", NAME_TAKEN)
    return coverage_page(request, request.POST, HTTPStatus.UNPROCESSABLE_ENTITY, renamed=form)


@require_POST
@needs(VIEW_PRODUCTS)
def delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete the view; no product and no picture changes."""
    view = own_view(request, pk)
    view.delete()
    messages.success(request, _("The view “%(view)s” is deleted.") % {"view": view})
    return redirect("products.coverage")


def own_view(request: PersonRequest, pk: int) -> CoverageView:
    """A view of this person, or 404."""
    return get_object_or_404(CoverageView.objects.of(request.user), pk=pk)
