"""What is live, by what it was made with: to check it, to take addresses away, or to withdraw it together."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import VIEW_WORK, needs
from renders.forms.publishing.live_pictures import LiveFilter
from renders.models.publications import PublicationQuerySet
from renders.pipeline.publishing.deliveries import provenance_of
from renders.views.access import PersonRequest
from renders.views.csv_files import csv_of
from renders.views.latest_first import LatestPage

ROWS_A_PAGE = 60


@require_safe
@needs(VIEW_WORK)
def live(request: PersonRequest) -> HttpResponse:
    form = LiveFilter(request.GET)
    rows = form.live()
    page = LatestPage.of(rows, request, ROWS_A_PAGE)
    context = {
        "filter": form,
        "publications": page.rows,
        "count": rows.order_by().count(),
        **page.links,
    }
    return TemplateResponse(request, "renders/publications/live.html", context)


@require_safe
@needs(VIEW_WORK)
def table(request: PersonRequest) -> StreamingHttpResponse:
    """The same pictures with their addresses, as a file for spreadsheets."""
    return address_table(request, "live-pictures", LiveFilter(request.GET).live())


def address_table(request: PersonRequest, name: str, rows: PublicationQuerySet) -> StreamingHttpResponse:
    head = [
        _("SKU"),
        _("Product"),
        _("Placement"),
        _("Channel"),
        _("State"),
        _("Address"),
        _("Alternative text"),
        _("How it was made"),
        _("AI system"),
        _("Visible AI label"),
        _("Addresses that lost the AI mark"),
        "sha256",
    ]
    return csv_of(name, head, address_rows(request, rows.select_related("render__parent")))


def address_rows(request: PersonRequest, rows: PublicationQuerySet) -> Iterator[list[object]]:
    """AI systems are named where one drew the picture: shops have to disclose them."""
    for one in rows:
        shot, provenance = one.render.shot, provenance_of(one)
        yield [
            shot.colorway.sku,
            shot.colorway.product.name,
            shot.placement,
            one.channel,
            one.get_state_display(),
            request.build_absolute_uri(one.absolute_address) if one.address else "",
            one.alt_text,
            provenance.source_type.term,
            provenance.ai_system,
            one.render.visible_label,
            one.unmarked_addresses,
            one.sha256,
        ]
