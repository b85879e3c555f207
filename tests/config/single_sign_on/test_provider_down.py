"""A provider that cannot even be asked where its pages are."""

from tests.page_forms import forms_of
from tests.simulators.identity_provider.running import packshot_at


def test_a_form_sent_too_late_is_kept_while_the_provider_is_down(provider, migrated_file, tmp_path_factory):
    with packshot_at(provider, tmp_path_factory.mktemp("down"), migrated_file) as packshot:
        provider.lie(is_down=True)
        with packshot.browser() as browser:
            browser.client.get("/login/")
            headers = {
                "Referer": f"{packshot.address}/products/new/",
                "X-CSRFToken": browser.client.cookies["csrf"],
            }
            asked = browser.client.post("/products/new/", data={"name": "A mug", "material": "clay"}, headers=headers)
            form = next(form for form in forms_of(asked.text) if form.action == "/login/oidc/")
            answer = browser.client.post("/login/oidc/", data=form.data(), headers=headers)
    assert answer.status_code == 503
    assert "Example does not answer" in answer.text
    assert all(form.data().get("kept") for form in forms_of(answer.text))
