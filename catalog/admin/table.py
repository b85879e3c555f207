"""The colours of the configuration's list as a table. Products come in on their own page, `products/import/`."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.importing.exporting import lines_of_colorways
from catalog.refusals import Refusal


class UnknownFilter(Refusal):
    """The address asks for rows in a way that the list does not know."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


@require_safe
def export(request: HttpRequest, model_admin: Any) -> HttpResponse | StreamingHttpResponse:
    """The rows of the list, filtered and searched as it is, as CSV."""
    if not request.user.has_perm("catalog.view_colorway"):
        raise PermissionDenied
    try:
        colorways = model_admin.get_changelist_instance(request).get_queryset(request)
    except (IncorrectLookupParameters, SuspiciousOperation):
        raise UnknownFilter(_("This address filters by something that the list of colours does not know.")) from None
    headers = {"Content-Disposition": f'attachment; filename="colours-{timezone.now():%Y-%m-%d}.csv"'}
    return StreamingHttpResponse(lines_of_colorways(colorways), content_type="text/csv; charset=utf-8", headers=headers)
