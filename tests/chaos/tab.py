"""One tab of a browser as the web server sees it: a page, its form filled in, and the request that a press sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Self

import requests

PATIENCE = 120  # seconds for one answer: generous, since two cores may have much else to do
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_YES = re.compile(r'name="sure" value="([^"]+)"')

Cookies = requests.cookies.RequestsCookieJar


class Form(HTMLParser):
    """What the form with the id `name` would send untouched: the fields in it and those that name it by `form=`.

    `also` is the id of an element whose fields are sent along (htmx's hx-include).
    """

    def __init__(self, name: str, also: str = "") -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._ids = (name, also)
        self._inside = ""  # the tag of the form, or of the other element, while it is open
        self._select = ""  # the name of a select while it is open
        self._hears = ""  # the field whose value is the text that follows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if given.get("id") in self._ids and tag in ("form", "div"):
            self._inside = tag
        elif tag == "option" and self._select:
            # A select sends the chosen option, else its first; an option without a value sends its words.
            if "selected" in given or self._select not in self.fields:
                self.fields[self._select] = value
                self._hears = "" if "value" in given else self._select
        elif name and (self._inside or given.get("form") in self._ids):
            if tag == "textarea":
                self.fields[name], self._hears = "", name
            elif tag == "select":
                self._select = name
            elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
                self.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._hears:
            self.fields[self._hears] += data

    def handle_endtag(self, tag: str) -> None:
        self._hears = ""
        if tag == "select":
            self._select = ""
        if tag == self._inside:
            self._inside = ""


@dataclass(frozen=True)
class Answer:
    """What the site said to a press: jobs in line, a question, or no."""

    status: int
    text: str

    @property
    def question(self) -> str:
        """What a yes to the question of the answer sends, empty where it asks none."""
        found = _YES.search(self.text)
        return found[1] if found else ""

    @property
    def is_taken(self) -> bool:
        """Whether there are jobs in line: a redirect to the page, or the news for a page that htmx keeps."""
        return self.status == 302 or (self.status == 200 and not self.question)


@dataclass
class Tab:
    """The Create page of one person, with a prompt in its box. `scripts`: htmx sends the form, else the browser."""

    address: str
    cookies: Cookies
    fields: dict[str, str]
    scripts: bool

    @classmethod
    def open(cls, address: str, cookies: Cookies, prompt: str, *, mode: str = "fast", scripts: bool = True) -> Self:
        """Load the page and fill in its form."""
        with _session(address, cookies) as session:
            page = session.get(f"{address}/create/", timeout=PATIENCE)
        assert page.url == f"{address}/create/", page.url
        form = Form("composer", also="pulse" if scripts else "")
        form.feed(page.text)
        return cls(address, cookies, form.fields | {"prompt": prompt, "mode": mode}, scripts)

    def press(self) -> Answer:
        """Send the form. May be called from many threads at once, as a press may be doubled."""
        htmx = {
            "HX-Request": "true",
            "HX-Current-URL": f"{self.address}/create/",
            "HX-Trigger": "composer",
            "HX-Target": "composer",
            "X-CSRFToken": self.fields["csrfmiddlewaretoken"],
        }
        with _session(self.address, self.cookies) as session:
            answer = session.post(
                f"{self.address}/create/",
                data=self.fields,
                headers=htmx if self.scripts else {},
                allow_redirects=False,
                timeout=PATIENCE,
            )
            return Answer(answer.status_code, answer.text)

    def ask(self) -> Self:
        """Press once to be asked whether it shall be so many; the next press says yes."""
        answer = self.press()
        assert answer.question, answer
        self.fields["sure"] = answer.question
        return self


def sign_in(address: str, link: str) -> Cookies:
    """Follow a single-use link, press its button, and return the cookies of the session."""
    with _session(address, Cookies()) as session:
        token = _TOKEN.search(session.get(link, timeout=PATIENCE).text)
        assert token is not None
        entered = session.post(link, data={"csrfmiddlewaretoken": token[1]}, timeout=PATIENCE)
        assert entered.url == f"{address}/create/", entered.url
        return session.cookies


@contextmanager
def _session(address: str, cookies: Cookies) -> Iterator[requests.Session]:
    """A connection of its own with these cookies and the headers by which a browser says where it comes from."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands between a machine and itself
        session.cookies = cookies.copy()
        session.headers.update({"Origin": address, "Referer": f"{address}/create/"})
        yield session
