"""The theme is a cookie that the server draws by."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_holds_on_the_next_page(client: Client, theme: str) -> None:
    client.post("/account/theme/", {"theme": theme, "next": "/login/"})
    assert f'data-theme="{theme}"' in client.get("/login/").content.decode()


def test_system_forgets_the_choice(client: Client) -> None:
    client.post("/account/theme/", {"theme": "dark"})
    client.post("/account/theme/", {"theme": "system"})
    assert "data-theme" not in client.get("/login/").content.decode()


def test_a_theme_that_is_none_is_refused(client: Client) -> None:
    assert client.post("/account/theme/", {"theme": "pink"}).status_code == 400


def test_the_way_back_stays_on_this_site(client: Client) -> None:
    answer = client.post("/account/theme/", {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_an_invented_cookie_is_not_drawn(client: Client) -> None:
    client.cookies["mjweb_theme"] = '"><b>'
    assert "data-theme" not in client.get("/login/").content.decode()


def test_a_get_changes_nothing(client: Client) -> None:
    assert client.get("/account/theme/").status_code == 405
