"""Everybody at once, at a Packshot that runs: people who work, beside clients that take much or nothing at all."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from urllib.parse import urlsplit

import httpx

from tests.catalog.forms import product_post
from tests.page_forms import PageForm, forms_of

SLOW_BYTE_SECONDS, IMPORT_LOOK_SECONDS = 3.0, 0.3
_number = count(1)


def sign_in(address: str, username: str, password: str) -> httpx.Client:
    """A browser in which that person has just signed in."""
    browser = httpx.Client(base_url=address, follow_redirects=True, timeout=300)
    browser.get("/login/")
    answer = send(browser, "/login/", {"username": username, "password": password})
    assert urlsplit(str(answer.url)).path == "/", answer.text
    return browser


def send(browser: httpx.Client, path: str, data: dict, **files: object) -> httpx.Response:
    headers = {"X-CSRFToken": browser.cookies["csrf"]}
    return browser.post(path, data=data, files=files.get("files"), headers=headers)  # type: ignore[arg-type]


def launch(browser: httpx.Client, colour: str = "") -> httpx.Response:
    """Order a preview of a colour, or of the first that compose offers, with what compose proposes."""
    colour = colour or offered_colour(browser)
    return send(browser, "/sets/new/", compose_form(browser, f"?colorways={colour}").data())


def offered_colour(browser: httpx.Client) -> str:
    """The first colour that compose offers."""
    fields = compose_form(browser).fields
    return str(next(one.offered[0] for one in fields if one.name == "colorways" and one.offered))


def compose_form(browser: httpx.Client, query: str = "") -> PageForm:
    shown = forms_of(browser.get(f"/sets/new/{query}").text)
    return next(form for form in shown if {"colorways", "token"} <= set(form.names()))


def upload(browser: httpx.Client, picture: bytes) -> httpx.Response:
    """Offer a new product with this photo."""
    name = f"crowd-{next(_number)}"
    fields = product_post(code=name, **{"artwork-kind": "photo", "colorways-0-sku": name})
    return send(browser, "/products/new/", fields, files={"artwork-picture": picture})


def preview_import(browser: httpx.Client, rows: int, product_code: str = "bowl") -> httpx.Response:
    """Ask what a table of so many colours would change."""
    lines = ["sku,product_code,product_name,category,noun,material,finish,name,color_words,swatch"]
    for number in range(rows):
        product = f"{product_code}-{number // 4},Bowl {number // 4},Drinkware,bowl,porcelain,gloss"
        lines.append(f"{product_code}-{number},{product},White {number},pure white glaze {number},#ffffff")
    table = ("bowls.csv", "\n".join(lines).encode(), "text/csv")
    browser.get("/products/import/")
    return send(browser, "/products/import/", {}, files={"import_file": table})


def import_table(browser: httpx.Client, rows: int, product_code: str) -> None:
    """Have a table of so many new colours checked and written, as the pages of the import offer it."""
    page = preview_import(browser, rows, product_code).url.path
    for step in ("columns", "confirm", "undo"):
        form = None
        while form is None:
            shown = forms_of(browser.get(page).raise_for_status().text)
            form = next((one for one in shown if one.action == f"{page}{step}/"), None)
            if form is None:
                time.sleep(IMPORT_LOOK_SECONDS)
        if step != "undo":  # offered once everything is written
            send(browser, form.action, form.data()).raise_for_status()


@contextmanager
def slow_connections(address: str, number: int) -> Iterator[None]:
    """Clients that send a byte every three seconds: half owe the rest of their headers, half the rest of a body."""
    body, over = b"Host: x\r\nContent-Length: 100\r\n\r\n1", threading.Event()
    with ExitStack() as stack:
        port = urlsplit(address).port
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(number)]
        for at, client in enumerate(clients):
            client.sendall(b"POST /login/ HTTP/1.1\r\n" + (body if at % 2 else b"X-Slow: "))

        def drip() -> None:
            while not over.wait(SLOW_BYTE_SECONDS):
                for client in clients:
                    with suppress(OSError):  # it was given up
                        client.sendall(b"1")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            yield
        finally:
            over.set()
            dripping.join()
