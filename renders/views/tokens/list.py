"""Tokens of the JSON API: one's own, and for admins those of services."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import MAKE_SERVICE_TOKENS, VIEW_WORK, needs
from renders.models import ApiToken
from renders.models.api_tokens import ApiTokenQuerySet
from renders.views.access import PersonRequest

SHOWN = 200


@require_safe
@needs(VIEW_WORK)
def list_page(request: PersonRequest) -> HttpResponse:
    return TemplateResponse(request, "renders/tokens/list.html", {"tokens": visible_tokens(request)[:SHOWN]})


@require_POST
@needs(VIEW_WORK)
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(visible_tokens(request), pk=pk)
    if token.revoke(by=request.user):
        messages.success(
            request, _("%(token)s is revoked: no request with it is answered any more.") % {"token": token}
        )
    return redirect("tokens.list")


def visible_tokens(request: PersonRequest) -> ApiTokenQuerySet:
    """What this person may see and revoke."""
    return ApiToken.objects.shown_to(request.user, all_services=request.user.has_perm(MAKE_SERVICE_TOKENS))
