"""One path for a URL's name, its view and its template."""

import importlib
import inspect
import pkgutil

import pytest
from django.conf import settings
from django.urls import URLPattern

import catalog.urls
import catalog.views
import renders.urls
import renders.views

ADDRESSES = [
    pytest.param(app, pattern, id=str(pattern.name))
    for app, urls in (("catalog", catalog.urls), ("renders", renders.urls))
    for pattern in urls.urlpatterns
]
# A function may not be called `list` where its module needs the built-in one.
RENAMED = {"list_page": "list"}


@pytest.mark.parametrize(("app", "pattern"), ADDRESSES)
def test_a_name_leads_to_its_view(app: str, pattern: URLPattern) -> None:
    noun, module, *action = str(pattern.name).split(".")
    view = inspect.unwrap(pattern.callback)
    assert view.__module__ == f"{app}.views.{noun}.{module}"
    assert RENAMED.get(view.__name__, view.__name__) == (action[-1] if action else module)


@pytest.mark.parametrize(("app", "pattern"), ADDRESSES)
def test_a_page_has_the_template_of_its_name(app: str, pattern: URLPattern) -> None:
    noun, module, *action = str(pattern.name).split(".")
    view, source = pattern.callback, inspect.getsource(inspect.getmodule(pattern.callback))
    is_page = not action and "TemplateResponse" in source and "@require_POST" not in inspect.getsource(view)
    if not is_page:
        return
    assert (settings.BASE_DIR / "templates" / app / noun / f"{module}.html").exists()


def test_a_module_that_holds_a_view_has_an_address() -> None:
    with_address = {pattern.values[1].callback.__module__ for pattern in ADDRESSES}
    with_view = set()
    for package in (catalog.views, renders.views):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.ispkg:
                continue
            module = importlib.import_module(info.name)
            if any(line.startswith("@require_") for line in inspect.getsource(module).splitlines()):
                with_view.add(info.name)
    assert with_view <= with_address
