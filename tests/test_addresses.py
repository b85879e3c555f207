"""One path for a URL's name, its view and its template."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import URLPattern

import catalog.urls
import catalog.views
import renders.urls
import renders.views
from tests.test_permissions import names

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


# `redirect` takes a name that it does not know for an address, and sends the browser there.
LEADING = {"redirect", "reverse", "reverse_lazy"}
VERBS = re.compile(r"require_http_methods\((\[[^]]*\])\)")
KNOWN_VERBS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}


def names_in_code() -> Iterator[tuple[str, str]]:
    """Each name of an address that is written out in a call which leads there, and the file that it stands in."""
    for app in ("catalog", "config", "renders"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for name in names_written_in(path.read_text()):
                yield name, str(path.relative_to(settings.BASE_DIR))


def names_written_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LEADING and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and not str(name.value).startswith("/"):
                yield str(name.value)


def test_a_name_in_the_code_leads_somewhere() -> None:
    known, written = {*names()}, [*names_in_code()]
    assert written
    assert [(name, path) for name, path in written if name not in known] == []


def verbs_of_views() -> Iterator[tuple[str, set[str]]]:
    """The file of each view that takes several verbs, and which."""
    for app in ("catalog", "config", "renders"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for listed in VERBS.findall(path.read_text()):
                yield str(path.relative_to(settings.BASE_DIR)), set(ast.literal_eval(listed))


def test_a_view_that_shows_a_page_also_answers_for_its_head() -> None:
    taken = [*verbs_of_views()]
    assert taken
    assert [(path, verbs) for path, verbs in taken if not verbs <= KNOWN_VERBS] == []
    assert [path for path, verbs in taken if "GET" in verbs and "HEAD" not in verbs] == []
