"""Requests that are too large."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware.uploads import MAX_REQUEST, UploadLimitMiddleware

pytestmark = pytest.mark.django_db


def test_a_request_larger_than_any_form_of_ours_is_refused_unread(client_of, petra):
    answer = client_of(petra).post(
        "/products/new/", data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(1024**3)
    )
    assert answer.status_code == 413
    assert "A picture may have 25 MB." in answer.content.decode()


@pytest.mark.parametrize("length", ["", "-1", "ten", "²"])
def test_a_crooked_length_is_answered(client_of, petra, length):
    answer = client_of(petra).post("/products/new/", data=b"", content_type="text/plain", CONTENT_LENGTH=length)
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize(("length", "is_read"), [(MAX_REQUEST, True), (MAX_REQUEST + 1, False)])
def test_the_largest_form_is_read_and_one_byte_more_is_not(length, is_read):
    request = RequestFactory().post("/", CONTENT_LENGTH=str(length))
    answer = UploadLimitMiddleware(lambda request: HttpResponse("read"))(request)
    assert (answer.content == b"read") is is_read
