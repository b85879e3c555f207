"""The pictures of a banner's page: with a name that we chose, in Latin letters and in Chinese, and without one."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.pictures import Undecodable
from catalog.processes import TooManyWaiting, WorkStopped
from catalog.refusals import Refusal
from config.permissions import VIEW_WORK, needs
from renders import files
from renders.forms.publishing.banners import CHINESE_SAMPLE, LATIN_SAMPLE
from renders.models import Banner
from renders.pipeline.banners import drawing


@require_safe
@needs(VIEW_WORK)
def picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """`which` is latin, chinese or neutral. A draft is drawn each time, a frozen version once."""
    banner = get_object_or_404(Banner.objects.with_rows(), pk=pk)
    texts = {
        "latin": banner.text_for(LATIN_SAMPLE),
        "chinese": banner.text_for(CHINESE_SAMPLE),
        "neutral": banner.neutral_text,
    }
    if which not in texts:
        raise Http404("There is no such picture.")
    try:
        data, age = picture_of(banner, which, texts[which])
    except (FileNotFoundError, Undecodable, TooManyWaiting, WorkStopped, Refusal):
        raise Http404("The picture cannot be drawn.") from None
    headers = {"Cache-Control": age, "Content-Disposition": "inline"}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)


def picture_of(banner: Banner, which: str, text: str) -> tuple[bytes, str]:
    """Its bytes, and how long a browser may keep them. Raises as `drawing.picture_of` does."""
    if banner.state == Banner.State.DRAFT:
        return drawing.preview_of(banner, text), "private, no-store"
    spec = f"{banner.neutral_spec}-{which}"
    _file, data = files.made_once(
        banner.decision.render, spec, lambda: replace(drawing.preview_file(banner, text), spec=spec)
    )
    return data, "private, max-age=31536000, immutable"
