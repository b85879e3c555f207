"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class PageForm:
    """One form: where it goes, and each field's name, kind and values as they stand."""

    action: str
    method: str
    id: str = ""
    fields: list["PageField"] = field(default_factory=list)

    def data(self, **changed: object) -> dict[str, object]:
        """What is sent with every field as it stands, and with `changed` in place of some."""
        sent: dict[str, object] = {}
        for one in self.fields:
            if one.values:
                sent.setdefault(one.name, [])
                sent[one.name] = [*sent[one.name], *one.values]  # type: ignore[misc]
        return {**sent, **changed}

    def names(self, *kinds: str) -> list[str]:
        """The names of all fields of these kinds, of any kind where none is named; once each."""
        return list(dict.fromkeys(one.name for one in self.fields if not kinds or one.kind in kinds))


@dataclass
class PageField:
    name: str
    # "text", "hidden", "textarea", "select", "checkbox", "radio", "file", "submit" and so on.
    kind: str
    values: list[str]
    # What else a select offers, or the value of a box that is not ticked.
    offered: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.outside: list[tuple[str, PageField]] = []
        self.area: tuple[PageField, str] | None = None
        self.select: tuple[PageField, str] | None = None
        self.first_option: str | None = None
        # Parts that send their form elsewhere: where to, by which method, and the id of the form they name.
        self.detours: list[tuple[PageForm | None, str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(given.get("action", ""), given.get("method", "get").lower(), given.get("id", ""))
            self.forms.append(self.open)
            if given.get("hx-post", self.open.action) != self.open.action:
                self.detours.append((self.open, given["hx-post"], "post", ""))
            return
        if tag == "option" and self.select:
            value = given.get("value", "")
            self.first_option = value if self.first_option is None else self.first_option
            self.select[0].offered.append(value)
            if "selected" in given:
                self.select[0].values.append(value)
            return
        if to := given.get("formaction") or given.get("hx-post"):
            self.detours.append((self.open, to, given.get("formmethod", "").lower(), given.get("form", "")))
        if "name" in given and "disabled" not in given and tag in {"input", "button", "textarea", "select"}:
            self._start_field(tag, given)

    def _start_field(self, tag: str, given: Attributes) -> None:
        kind = given.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
        one, form = PageField(given["name"], kind, []), given.get("form", "")
        if kind in {"checkbox", "radio"}:
            one.offered = [given.get("value", "on")]
            one.values = one.offered[:] if "checked" in given else []
        elif tag == "input" and kind not in {"file", "submit"}:
            one.values = [given.get("value", "")]
        elif tag == "textarea":
            one.values, self.area = [""], (one, form)
        elif tag == "select":
            self.select, self.first_option = (one, form), None
        self._add(one, form)

    def _add(self, one: PageField, form: str) -> None:
        if form:
            self.outside.append((form, one))
        elif self.open:
            self.open.fields.append(one)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select" and self.select:
            if not self.select[0].values and self.first_option is not None:
                self.select[0].values.append(self.first_option)
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[0].values = [self.area[0].values[0] + data]


def field_named(page: str, name: str) -> PageField:
    """The field of this name in any form of this markup. What a page offers is asked of its field: in the whole page
    another field may offer a row of another kind with the same number."""
    return next(one for form in forms_of(page) for one in form.fields if one.name == name)


def forms_of(page: str) -> list[PageForm]:
    """Every form of this markup with all its fields, those included that stand outside and name it.

    After them each form once more for everything that sends it elsewhere.
    """
    reader = _Reader()
    reader.feed(page)
    by_id = {form.id: form for form in reader.forms if form.id}
    for name, one in reader.outside:
        if name in by_id:
            by_id[name].fields.append(one)
    for form in reader.forms:
        for one in form.fields:
            if one.kind == "textarea":
                one.values = [one.values[0].removeprefix("\r").removeprefix("\n")]
    detours = [(by_id.get(name) or form, *way) for form, *way, name in reader.detours]
    elsewhere = [PageForm(to, how or form.method, form.id, form.fields) for form, to, how in detours if form]
    return [*reader.forms, *elsewhere]
