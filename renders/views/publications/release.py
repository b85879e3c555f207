"""One release: pictures that went out together, how far they are, and the way back."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from zipfile import ZIP_STORED, ZipFile

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.permissions import PUBLISH, VIEW_WORK, needs
from renders.files import RENDITIONS
from renders.finishing import EXTENSIONS
from renders.models import Release
from renders.models.publications import COMING_STATES, DUE_STATES, LIVE_STATES, State
from renders.pipeline.publishing import requests
from renders.pipeline.publishing.deliveries import file_of
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.publications.live import address_table
from renders.views.revisions import Revision, unchanged

# What somebody may have done now: tried again, or looked for.
RETRIABLE = (State.FAILED, State.UNCONFIRMED)


@require_safe
@needs(VIEW_WORK)
def release(request: PersonRequest, pk: int) -> HttpResponse:
    together = get_object_or_404(Release.objects.select_related("channel", "requested_by"), pk=pk)
    rows = list(together.publications.latest_first().select_related("replaces__render").order_by("pk"))
    revision = Revision([(one.state, one.explanation) for one in rows])
    if revision.is_seen_by(request):
        return unchanged()
    live = sum(one.is_live for one in rows)
    context = {
        "release": together,
        "publications": rows,
        "live": live,
        "total": len(rows),
        "failed": sum(one.state in RETRIABLE for one in rows),
        "is_moving": any(one.state in DUE_STATES for one in rows),
        "may_leave": any(one.state in LIVE_STATES | COMING_STATES for one in rows),
        "revision": revision,
    }
    return TemplateResponse(request, f"renders/publications/{'_' if request.htmx else ''}release.html", context)


@require_POST
@needs(PUBLISH)
def retry(request: PersonRequest, pk: int) -> HttpResponse:
    """Try those again that failed; the others stay as they are."""
    together = get_object_or_404(Release, pk=pk)
    failed = together.publications.filter(state__in=RETRIABLE).select_related("channel", "replaces", "render__shot")
    tried = []
    for one in failed:
        try:
            with transaction.atomic():
                tried += [one.pk] if requests.retry(one, by=request.user) else []
        except requests.NotShown as refusal:
            messages.warning(request, f"{one}: {refusal}")
    enqueue_on_commit(Enqueue("publish", tuple(tried)))
    text = ngettext("%(count)s picture is tried again.", "%(count)s pictures are tried again.", len(tried))
    messages.info(request, text % {"count": len(tried)})
    return redirect("publications.release", pk)


@require_safe
@needs(VIEW_WORK)
def table(request: PersonRequest, pk: int) -> StreamingHttpResponse:
    together = get_object_or_404(Release, pk=pk)
    return address_table(request, f"release-{pk}", together.publications.latest_first().order_by("pk"))


@require_safe
@needs(VIEW_WORK)
def archive(request: PersonRequest, pk: int) -> HttpResponse | FileResponse:
    """The files of what is live of it, exactly as they were sent, as one ZIP."""
    together = get_object_or_404(Release, pk=pk)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        with ZipFile(file, "w", ZIP_STORED) as zipped:  # pictures are compressed already
            for name, data in sent_files(together):
                zipped.writestr(name, data)
    except FileNotFoundError:
        file.close()
        text = _("A file that was sent is lost here. No ZIP was made; the addresses as CSV still lead to all pictures.")
        messages.error(request, text)
        return redirect("publications.release", pk)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"release-{pk}.zip")


def sent_files(together: Release) -> Iterator[tuple[str, bytes]]:
    """Names that say slot and publication, with the bytes that were sent."""
    sent = together.publications.live().order_by("pk")
    for publication in sent:
        if rendition := file_of(publication):
            extension = EXTENSIONS[rendition.media_type]
            name = f"{publication.gallery_slot.replace('/', '-')}-{publication}.{extension}"
            yield name, RENDITIONS.read(rendition.sha256)
