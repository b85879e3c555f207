"""The mail server as variables name it, and what the system check says of it."""

import pytest
from pydantic import ValidationError

from config.mail.checks import check_mail
from config.mail.server import Mail, MailServer

ADDRESSES = {
    "smtp://127.0.0.1": MailServer("127.0.0.1", 25, "none"),
    "submission://ann:a%40b@mail.example": MailServer("mail.example", 587, "starttls", "ann", "a@b"),
    "smtps://mail.example:2465": MailServer("mail.example", 2465, "tls"),
}


@pytest.fixture
def variables(monkeypatch):
    """Sets variables, and reads them."""

    def read(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return Mail().server

    return read


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_says_host_port_security_and_who_signs_in(variables, url):
    assert variables(EMAIL_URL=url) == ADDRESSES[url]


def test_parts_name_the_same(variables):
    parts = {"EMAIL_HOST": "mail.example", "EMAIL_USER": "ann", "EMAIL_PASSWORD": "secret"}
    assert variables(**parts) == MailServer("mail.example", 587, "starttls", "ann", "secret")


def test_empty_variables_are_not_set(variables):
    assert variables(EMAIL_URL="", EMAIL_HOST="", EMAIL_PORT="", EMAIL_SECURITY="") is None


@pytest.mark.parametrize(
    "url", ["mail.example", "http://ann:hidden@mail.example", "smtp://:hidden@", "smtp://h:x/hidden"]
)
def test_an_address_that_is_none_is_refused_without_showing_it(variables, url):
    with pytest.raises(ValidationError) as refused:
        variables(EMAIL_URL=url)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_is_none_is_refused(variables, port):
    with pytest.raises(ValidationError):
        variables(EMAIL_HOST="mail.example", EMAIL_PORT=port)


def test_the_check_names_what_keeps_mails_from_being_useful(settings):
    settings.HAS_MAIL, settings.DEFAULT_FROM_EMAIL, settings.PUBLIC_BASE_URL = True, "", ""
    settings.EMAIL_HOST, settings.EMAIL_HOST_PASSWORD = "mail.example", "secret"
    assert [one.id for one in check_mail()] == ["mail.E001", "mail.W001", "mail.W002"]
    settings.DEFAULT_FROM_EMAIL, settings.PUBLIC_BASE_URL = "packshot@shop.example", "https://packshot.example"
    settings.EMAIL_USE_TLS = True
    assert check_mail() == []


def test_the_check_is_silent_where_no_mail_is_sent(settings):
    settings.HAS_MAIL = False
    assert check_mail() == []
