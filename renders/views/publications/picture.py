"""The public bucket of this machine."""

import re

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, storages
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from renders.finishing import CONTENT_TYPES

PUBLIC_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]*\.({'|'.join(CONTENT_TYPES)})")
MANIFEST_NAME = re.compile(r"galleries/[A-Za-z0-9][A-Za-z0-9._-]*\.json")
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
MANIFEST_HEADERS = {**HEADERS, "Cache-Control": "public, max-age=60"}


@login_not_required
@require_safe
def picture(request: HttpRequest, path: str) -> FileResponse:
    """A picture or manifest of the public bucket, when that is a folder of this machine. Anybody may read it."""
    bucket, is_manifest = storages["public"], MANIFEST_NAME.fullmatch(path)
    is_public = is_manifest or PUBLIC_NAME.fullmatch(path)
    if not (isinstance(bucket, FileSystemStorage) and is_public and bucket.exists(path)):
        raise Http404
    if is_manifest:
        return FileResponse(bucket.open(path), content_type="application/json", headers=MANIFEST_HEADERS)
    media_type = CONTENT_TYPES[path.rpartition(".")[2]]
    return FileResponse(bucket.open(path), content_type=media_type, headers=HEADERS)
