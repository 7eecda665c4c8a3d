"""The one style sheet and its sources."""

import gzip
import re

import pytest
from django.test import Client

from mjweb import stylesheet

FILES = sorted(stylesheet.FOLDER.glob("*.css"))


def test_every_file_is_in_the_sheet_and_every_name_has_its_file() -> None:
    extra = [name for names in stylesheet.EXTRA.values() for name in names]
    assert sorted([*stylesheet.SHEETS, *extra]) == sorted(path.stem for path in FILES)


def test_the_layers_are_declared_first_and_utilities_come_last() -> None:
    assert (stylesheet.SHEETS[0], stylesheet.SHEETS[-1]) == ("tokens", "utilities")


def test_the_sheet_fits_the_budget() -> None:
    assert len(stylesheet.sheet().packed) <= 16_000


def test_every_rule_stands_in_a_layer() -> None:
    layer = re.compile(r"\s*(/\*.*?\*/\s*)*@layer ", re.DOTALL)
    assert [path.name for path in FILES if not layer.match(path.read_text())] == []


def test_every_file_says_what_it_is_for() -> None:
    assert [path.name for path in FILES if not path.read_text().startswith("/*")] == []


def test_braces_of_every_file_are_balanced() -> None:
    tight = {path.name: stylesheet.tight(path.read_text()) for path in FILES}
    assert [name for name, text in tight.items() if text.count("{") != text.count("}")] == []


@pytest.mark.parametrize(
    ("css", "tight"),
    [
        ("a {\n  color: red;\n}\n", "a{color: red;}"),
        ("/* it's a { */ a { b: c }", "a{b: c}"),
        ('a { content: "{ /* x */ }"; }', 'a{content: "{ /* x */ }";}'),
        ("a > b :hover { c: d  e }", "a > b :hover{c: d e}"),
    ],
)
def test_comments_and_layout_go_and_strings_stay(css: str, tight: str) -> None:
    assert stylesheet.tight(css).strip() == tight


def test_a_visitor_gets_the_sheet_packed_and_for_a_year(client: Client) -> None:
    made = stylesheet.sheet()
    answer = client.get(f"/css/{made.digest}.css", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(answer.content) == made.plain
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("extra", stylesheet.EXTRA)
def test_a_sheet_of_few_pages_has_a_name_of_its_own(client: Client, extra: str) -> None:
    made = stylesheet.sheet(extra)
    answer = client.get(f"/css/{made.digest}.css")
    assert answer.content == made.plain
    assert "immutable" in answer["Cache-Control"]


def test_a_program_without_gzip_gets_it_plain(client: Client) -> None:
    made = stylesheet.sheet()
    assert client.get(f"/css/{made.digest}.css").content == made.plain


def test_no_cache_keeps_todays_sheet_under_yesterdays_name(client: Client) -> None:
    answer = client.get("/css/0123456789ab.css")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_the_sheet_opens_no_session(client: Client) -> None:
    assert client.get(f"/css/{stylesheet.sheet().digest}.css").cookies == {}
