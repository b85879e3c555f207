"""The media library of a site: what is there is adopted, and what is missing is sent once."""

import re
from hashlib import md5
from typing import Any

from django.utils.translation import gettext as _

from renders.channels.base import ChannelError, Delivery, Mismatch, Receipt, Rejected, Throttled, Unreachable
from renders.channels.woocommerce.attachments import Attachment, attachment_of, is_same_text
from renders.channels.woocommerce.site import UPLOAD_TIMEOUT, SiteAnswer, WordPressSite

MEDIA = "wp/v2/media"
FIELDS = "id,source_url,alt_text,title,caption,media_details,missing_image_sizes"
# The number of what was stored, also where the answer is an error of the server.
STORED = "X-WP-Upload-Attachment-ID"
GONE = "rest_post_invalid_id"
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")


class MediaLibrary:
    """The pictures of one site. Every file is found again by the hash in its name."""

    def __init__(self, site: WordPressSite) -> None:
        self._site = site

    def adopted_or_uploaded(self, delivery: Delivery) -> Attachment:
        """The picture with its texts and smaller copies. The same delivery again only reads."""
        attachment = self._found(delivery)
        if attachment is None:
            attachment = self._uploaded(delivery)
        elif not attachment.is_complete:
            attachment = self._with_copies(attachment.id)
        return self._described(attachment, delivery)

    def shown(self, reference: str, alt_text: str) -> Attachment:
        """Raises `Mismatch` when it is gone, or has another alternative text."""
        attachment = self._read(reference)
        if attachment is None:
            raise Mismatch(_("The picture is no longer in the media library of the site. Publish it again."))
        if not is_same_text(attachment.alt_text, alt_text):
            raise Mismatch(_("The media library shows another alternative text than was sent."))
        return attachment

    def describe(self, receipt: Receipt, alt_text: str) -> None:
        """Raises `Mismatch` when it is gone, or bears another name than ours."""
        attachment = self._read(receipt.reference)
        if attachment is None or not attachment.bears_hash(receipt.sha256):
            raise Mismatch(_("The picture is no longer in the media library of the site. Publish it again."))
        self._site.send("POST", f"{MEDIA}/{attachment.id}", {"alt_text": alt_text}, _fields="id").value()

    def delete(self, receipt: Receipt) -> None:
        """For good. What bears another name than ours is somebody else's, and stays."""
        attachment = self._read(receipt.reference)
        if attachment is None or not attachment.bears_hash(receipt.sha256):
            return
        answer = self._site.send("DELETE", f"{MEDIA}/{attachment.id}", force="true")
        if answer.code != GONE:
            answer.value()

    def _read(self, reference: str) -> Attachment | None:
        answer = self._site.get(f"{MEDIA}/{int(reference)}", context="edit", _fields=FIELDS)
        return None if answer.code == GONE else _attachment(answer.fields())

    def _found(self, delivery: Delivery) -> Attachment | None:
        """What was sent as this file before; the oldest, should two requests have crossed."""
        query: dict[str, Any] = {"search": delivery.sha256[:16], "per_page": 100, "orderby": "id", "order": "asc"}
        rows = self._site.get(MEDIA, **query, context="edit", _fields=FIELDS).rows()
        listed = filter(None, map(attachment_of, rows))
        return min((one for one in listed if one.bears(file_name(delivery))), key=lambda one: one.id, default=None)

    def _uploaded(self, delivery: Delivery) -> Attachment:
        """Sent once. An answer that was lost, or that says that the server broke, is settled by looking."""
        try:
            answer = self._sent(delivery)
        except Throttled:
            raise
        except Unreachable as error:
            return self._adopted(delivery, error)
        if answer.is_good:
            return _attachment(answer.fields())
        if answer.answer.status < 500:
            raise answer.refusal
        stored = answer.answer.headers.get(STORED, "")
        return self._with_copies(int(stored)) if stored.isdecimal() else self._adopted(delivery, answer.refusal)

    def _sent(self, delivery: Delivery) -> SiteAnswer:
        headers = {
            "Content-Type": delivery.content_type,
            "Content-Disposition": f'attachment; filename="{file_name(delivery)}"',
            "Content-MD5": md5(delivery.data, usedforsecurity=False).hexdigest(),
        }
        return self._site.send("POST", MEDIA, delivery.data, headers=headers, timeout=UPLOAD_TIMEOUT, _fields=FIELDS)

    def _adopted(self, delivery: Delivery, problem: ChannelError) -> Attachment:
        """What was stored all the same, with its copies. Raises `problem` where nothing was."""
        attachment = self._found(delivery)
        if attachment is None:
            raise problem
        return attachment if attachment.is_complete else self._with_copies(attachment.id)

    def _with_copies(self, number: int) -> Attachment:
        """Let the site make the smaller copies that are missing."""
        answer = self._site.send(
            "POST",
            f"{MEDIA}/{number}/post-process",
            {"action": "create-image-subsizes"},
            timeout=UPLOAD_TIMEOUT,
            context="edit",
        )
        if answer.answer.status >= 500:
            raise Unreachable(
                _(
                    "WordPress stored the picture and could not make its smaller copies. It is not shown yet and tried "
                    "again: whoever runs the site can give PHP more memory and time."
                )
            )
        return _attachment(answer.fields())

    def _described(self, attachment: Attachment, delivery: Delivery) -> Attachment:
        """With our texts, read back: WordPress fills those that nobody sends from what is written inside the file.
        Raises `Mismatch`."""
        texts = {"alt_text": delivery.alt_text, "title": delivery.product_name, "caption": ""}
        if attachment.says(**texts):
            return attachment
        self._site.send("POST", f"{MEDIA}/{attachment.id}", texts, _fields="id").value()
        return self.shown(str(attachment.id), delivery.alt_text)


def file_name(delivery: Delivery) -> str:
    """Of signs that WordPress keeps: it drops some, and takes a dot inside a name for another ending."""
    stem, _dot, extension = delivery.file_name.rpartition(".")
    return f"{_NOT_PLAIN.sub('-', stem)}.{extension}"


def _attachment(fields: dict[str, Any]) -> Attachment:
    attachment = attachment_of(fields)
    if attachment is None:
        raise Rejected(
            _(
                "The site does not say where it stored the picture. It is not shown: a plugin changes the answers of "
                "the media library, and whoever runs the site can switch it off there."
            )
        )
    return attachment
