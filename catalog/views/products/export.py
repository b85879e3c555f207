"""The whole catalogue as a file, in our own format or a shop's."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.importing.exporting import lines_of_colorways
from catalog.importing.formats import FORMATS
from catalog.models import Colorway
from config.permissions import VIEW_COLORWAYS, needs


@require_safe
@needs(VIEW_COLORWAYS)
def export(request: HttpRequest, code: str) -> StreamingHttpResponse:
    if code not in FORMATS or FORMATS[code].export is None:
        raise Http404("No such format")
    colorways = Colorway.objects.filter(product__archived_at=None).order_by("product__code", "position", "pk")
    headers = {"Content-Disposition": f'attachment; filename="products-{code}-{timezone.now():%Y-%m-%d}.csv"'}
    lines = lines_of_colorways(colorways, code)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
