"""Adding a product with its colorways and a first picture."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.forms.products import ProductForms, one_more_row
from catalog.models.prompts import asked_attributes
from catalog.views.products.messages import add_messages
from config.permissions import ADD_PRODUCTS, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD_PRODUCTS)
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ProductForms())
    if "more" in request.POST:
        return _with_one_more_row(request)
    forms = ProductForms(request.POST, request.FILES)
    if not forms.is_valid():
        return _page(request, forms, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    product = forms.save()
    add_messages(request, _("%(product)s added.") % {"product": product.name}, forms.notes)
    return redirect(product)


def _with_one_more_row(request: HttpRequest) -> HttpResponse:
    """The form again with one more empty row: how a colorway is added without JavaScript."""
    forms = ProductForms(one_more_row(request.POST))
    for part in (forms.product, forms.artwork, *forms.colorways):
        part.errors.clear()
    return _page(request, forms)


def _page(request: HttpRequest, forms: ProductForms, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return TemplateResponse(
        request, "catalog/products/new.html", {"forms": forms, "asked": asked_attributes()}, status=status
    )
