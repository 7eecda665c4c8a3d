"""The Create page: asking, being refused, what it costs, and the feed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Job, Wildcard
from mjweb.accounts.models import Membership, Project, Role, User
from mjweb.quotas.models import Purse, Window
from mjweb.statics import tight
from mjweb.stylesheet import sheet
from tests.jobs.conftest import press
from tests.jobs.views.conftest import cursor_of, fail, finished, running

Browse = Callable[[User], Client]
ORDINARY = (
    "€528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720",
    "🦊🌧️🌊",
    "منارة فوق بحر من الضباب",
    "<script>alert(1)</script> neon sign, & more",
    "' OR 1=1; DROP TABLE jobs_job; --",
)


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None) -> None:
    answer = client.get("/create/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/create/")


@pytest.mark.parametrize("address", ["/create/", "/create/quote/"])
def test_a_signed_out_fragment_is_refused_without_a_redirect(client: Client, db: None, address: str) -> None:
    assert client.post(address, {"prompt": "a cat", "since": "0.-1.0"}).status_code == 403


def test_the_first_page_offers_six_starters(browse: Browse, alice: User) -> None:
    page = browse(alice).get("/create/").content.decode()
    assert page.count("data-start=") == 6
    assert "Nothing here yet" in page


def test_starters_show_words_and_bring_parameters(browse: Browse, alice: User) -> None:
    page = browse(alice).get("/create/").content.decode()
    assert "<span>layered paper waves under a low sun, gold edges</span>" in page
    assert 'data-start="layered paper waves under a low sun, gold edges --ar 3:2"' in page


def test_a_starter_fills_the_box(browse: Browse, alice: User) -> None:
    page = browse(alice).get("/create/?start=dunes").content.decode()
    assert "moon over ash-rose dunes, one clear ridge line --ar 16:9</textarea>" in page


def test_create_asks_for_a_job_and_goes_back_to_the_feed(browse: Browse, alice: User) -> None:
    answer = browse(alice).post("/create/", {"prompt": "a cat", "mode": "turbo", "key": "k"}, follow=True)
    job = Job.objects.get()
    assert (job.text, job.mode, job.user) == ("a cat", "turbo", alice)
    assert answer.redirect_chain == [("/create/", 302)]
    assert "1 job in line" in answer.content.decode()


def test_create_on_a_live_page_sends_the_new_row_and_a_new_key(browse: Browse, alice: User) -> None:
    client = browse(alice)
    cursor = cursor_of(client.get("/create/").content.decode())
    page = client.post("/create/", {"prompt": "a cat", "key": "k", **cursor}).content.decode()
    job = Job.objects.get()
    assert f'<article class="job" id="job-{job.pk}" data-state="queued"' in page
    assert 'hx-swap-oob="afterbegin:#feed"' in page
    key = re.search(r'id="composer-key"[^>]*value="([^"]+)"', page)
    assert key is not None
    assert key[1] != "k"
    assert cursor_of(page)["top"] == str(job.pk)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_prompt_is_taken_as_it_is(browse: Browse, alice: User, text: str) -> None:
    client = browse(alice)
    client.post("/create/", {"prompt": text, "key": "k"})
    assert Job.objects.get().prompt.startswith(text)
    assert "<script>alert" not in client.get("/create/").content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The prompt is empty. Describe the picture first."),
        ("   \n ", "The prompt is empty. Describe the picture first."),
        ("x" * 6001, "6001 characters"),
        ("a cat --s 5000", "Stylize goes from 0 to 1000."),
        ("a cat --ar 3", "Give the ratio as width:height"),
    ],
)
@pytest.mark.parametrize("live", [False, True])
def test_bad_input_is_explained_and_costs_nothing(
    browse: Browse, alice: User, text: str, sentence: str, live: bool
) -> None:
    before = left(alice)
    extra = {"since": "0.-1.0", "top": "0"} if live else {}
    answer = browse(alice).post("/create/", {"prompt": text, "key": "k", **extra})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert (Job.objects.count(), left(alice)) == (0, before)
    if not live:
        assert f"\n{text}</textarea>" in page  # the draft stays


def test_the_same_press_twice_is_one_job(browse: Browse, alice: User) -> None:
    client = browse(alice)
    for _press in range(2):
        client.post("/create/", {"prompt": "a cat", "key": "same"})
    assert Job.objects.count() == 1


def test_another_prompt_under_an_old_key_is_a_press_of_its_own(browse: Browse, alice: User) -> None:
    client = browse(alice)
    for text in ("a cat", "a dog"):
        client.post("/create/", {"prompt": text, "key": "same"})
    assert sorted(Job.objects.values_list("text", flat=True)) == ["a cat", "a dog"]


def test_more_than_eight_jobs_are_asked_about_once(browse: Browse, alice: User) -> None:
    client = browse(alice)
    bar = {"prompt": "{a, b, c} {d, e, f}", "mode": "relax", "key": "k"}
    asked = client.post("/create/", bar)
    assert asked.status_code == 200
    assert "Create 9 jobs for 9 credits?" in asked.content.decode()
    assert Job.objects.count() == 0
    client.post("/create/", {**bar, "sure": "9.9000"})
    assert Job.objects.count() == 9


def test_a_yes_to_another_price_is_no_yes(browse: Browse, alice: User) -> None:
    browse(alice).post("/create/", {"prompt": "{a, b, c} {d, e, f}", "key": "k", "sure": "9.9000"})
    assert Job.objects.count() == 0


def test_more_than_half_of_what_is_left_is_asked_about(browse: Browse, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 3000)
    assert "Create 1 job for 2 credits?" in browse(alice).post("/create/", {"prompt": "a cat"}).content.decode()


def test_what_is_too_dear_is_refused_and_nothing_is_held(browse: Browse, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 1000)
    answer = browse(alice).post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 credits needed, 1 left. Nothing was charged." in page
    assert "Relax would still fit." in page
    assert (Job.objects.count(), left(alice)) == (0, 1000)


def test_the_quote_counts_the_prompts_and_their_cost(browse: Browse, alice: User) -> None:
    page = browse(alice).post("/create/quote/", {"prompt": "{a, b} {c, d}", "mode": "turbo"}).content.decode()
    assert "<b>16 credits</b><span>100 left, then 84</span>" in page
    assert "Create 4</span>" in page
    assert "4 prompts" in page


def test_a_speed_in_the_text_wins_over_the_radio(browse: Browse, alice: User) -> None:
    browse(alice).post("/create/", {"prompt": "a cat --relax", "mode": "turbo", "key": "k"})
    assert Job.objects.get().mode == "relax"


def test_a_job_can_be_used_again_without_the_seed_we_gave_it(browse: Browse, alice: User) -> None:
    job = press(alice, "a cat --ar 3:2")[0]
    page = browse(alice).get(f"/create/?prompt={job.uid}").content.decode()
    assert "\na cat --ar 3:2</textarea>" in page


def test_a_colleague_may_use_a_prompt_and_a_stranger_may_not(
    browse: Browse, alice: User, bob: User, charlie: User
) -> None:
    job = press(alice, "a cat")[0]
    assert browse(bob).get(f"/create/?prompt={job.uid}").status_code == 200
    assert browse(charlie).get(f"/create/?prompt={job.uid}").status_code == 404
    assert browse(alice).get("/create/?prompt=nonsense").status_code == 404


def test_a_job_remembers_whose_prompt_it_began_as(browse: Browse, alice: User) -> None:
    (first,) = press(alice, "a cat --ar 3:2")
    page = browse(alice).get(f"/create/?prompt={first.uid}").content.decode()
    assert f'name="remix" value="{first.uid}"' in page
    browse(alice).post("/create/", {"prompt": "a dog --ar 3:2", "mode": "fast", "remix": str(first.uid)})
    assert Job.objects.newest_first()[0].remix_of == first


@pytest.mark.parametrize("whose", ["hers", "none", "nonsense"])
def test_what_cannot_be_seen_is_remixed_by_nobody(browse: Browse, alice: User, charlie: User, whose: str) -> None:
    (hers,) = press(alice, "a cat")
    uid = {"hers": str(hers.uid), "none": "", "nonsense": "x"}[whose]
    assert browse(charlie).post("/create/", {"prompt": "a dog", "mode": "fast", "remix": uid}).status_code == 302
    assert Job.objects.of(charlie).get().remix_of is None


def test_mine_and_team_show_whose_they_are(browse: Browse, alice: User, bob: User, charlie: User) -> None:
    press(alice, "alices cat")
    assert "alices cat" not in browse(bob).get("/create/").content.decode()
    team = browse(bob).get("/create/?scope=team").content.decode()
    assert "alices cat" in team
    assert "Alice Archer" in team
    assert "/cancel/" not in team  # it is not his to cancel
    assert "alices cat" not in browse(charlie).get("/create/?scope=team").content.decode()


def test_the_feed_goes_on_page_by_page(browse: Browse, alice: User) -> None:
    client = browse(alice)
    jobs = [press(alice, f"cat number {n}")[0] for n in range(14)]
    first = client.get("/create/").content.decode()
    link = re.search(r'href="([^"]+)" rel="next"', first)
    more = re.search(r'hx-get="(/create/more/[^"]+)"', first)
    assert link is not None
    assert more is not None
    for address in (link[1], more[1]):
        page = client.get(address.replace("&amp;", "&")).content.decode()
        assert re.findall(r'<article class="job" id="job-(\d+)"', page) == [str(jobs[1].pk), str(jobs[0].pk)]
        assert 'rel="next"' not in page
    assert "<h2>" not in client.get(more[1].replace("&amp;", "&")).content.decode()  # today has its head already


@pytest.mark.parametrize("query", ["after=x", "after=99999999999999999999", "after=-1", "after=%00"])
def test_a_page_that_cannot_be_is_not_there(browse: Browse, alice: User, query: str) -> None:
    assert browse(alice).get(f"/create/?{query}").status_code == 404
    assert browse(alice).get(f"/create/more/?{query}").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_feed(browse: Browse, alice: User) -> None:
    client = browse(alice)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/create/")
        return len(seen)

    finished(alice)
    queries()  # what is read once a process
    few = queries()
    for n in range(6):
        finished(alice, f"cat {n}")
    fail(press(alice, "a dog")[0])
    assert queries() <= few


def test_earlier_prompts_come_newest_first_and_once(browse: Browse, alice: User, bob: User) -> None:
    for text in ("a cat --ar 3:2", "a dog", "a cat --ar 3:2"):
        press(alice, text)
    press(bob, "bobs bird")
    assert browse(alice).get("/create/history/").json() == {"prompts": ["a cat --ar 3:2", "a dog"]}


def packed(*texts: bytes) -> int:
    return sum(len(gzip.compress(text, 9)) for text in texts)


def test_a_page_of_twelve_jobs_keeps_to_its_weight(browse: Browse, alice: User) -> None:
    subjects = ("lighthouse", "courtyard", "paper waves", "dahlia", "dunes", "nebula", "forest", "koi pond", "city")
    for n, subject in enumerate(subjects):
        finished(alice, f"{subject} above a sea of fog, dusk light, gouache print, wide and quiet --ar 3:2 --s {n}50")
    fail(press(alice, "portrait of the mayor as a renaissance emperor")[0])
    running(alice, "lighthouse on a basalt cliff", progress=40, preview=3)
    press(alice, "a single dahlia, macro, folded paper petals --ar 4:5")
    page = browse(alice).get("/create/").content.decode()
    assert page.count('<article class="job"') == 12
    assert packed(page.encode()) <= 14 * 1024
    assert sheet().digest in page
    assert len(sheet().packed) <= 16 * 1024
    scripts = [finders.find(name) for name in re.findall(r'src="/static/([^"]+\.js)"', page)]
    assert None not in scripts
    own = [tight(Path(str(script)).read_bytes()) for script in scripts if "htmx" not in str(script)]
    assert packed(*own, *(Path(str(script)).read_bytes() for script in scripts if "htmx" in str(script))) <= 30 * 1024
    assert packed(*own) <= 10 * 1024


# Wildcards of the bar -----------------------------------------------------------------------------------------------


def animals(user: User, *, shared: bool = False) -> Wildcard:
    return Wildcard.objects.create(
        user=user, team=user.team, name="animal", text="heron\nkoi\nmoth", count=3, is_shared=shared
    )


def test_the_quote_shows_the_lines_that_the_jobs_will_get(browse: Browse, alice: User) -> None:
    animals(alice)
    client = browse(alice)
    bar = {"prompt": "__animal__ in {fog, rain}", "key": "k"}
    page = client.post("/create/quote/", bar).content.decode()
    shown = re.findall(r"<q>([^<]+)</q>", page)
    client.post("/create/", bar)
    assert list(Job.objects.order_by("number").values_list("prompt", flat=True)) == shown
    assert len(shown) == 2


def test_one_prompt_with_a_wildcard_is_shown_before_it_is_made(browse: Browse, alice: User) -> None:
    animals(alice)
    page = browse(alice).post("/create/quote/", {"prompt": "a __animal__", "key": "k"}).content.decode()
    assert re.search(r'1 prompt</b><span class="set">__animal__</span>.*<q>a (heron|koi|moth)</q>', page)


def test_the_next_press_gets_lines_of_its_own(browse: Browse, alice: User) -> None:
    Wildcard.objects.create(user=alice, team=alice.team, name="n", text="\n".join(map(str, range(1000))), count=1000)
    client = browse(alice)
    for key in "ab":
        client.post("/create/", {"prompt": "__n__", "key": key})
    assert len(set(Job.objects.values_list("prompt", flat=True))) == 2


def test_the_same_press_of_a_wildcard_twice_is_one_job(browse: Browse, alice: User) -> None:
    animals(alice)
    client = browse(alice)
    for _press in range(2):
        client.post("/create/", {"prompt": "__animal__", "key": "same"})
    assert Job.objects.count() == 1


@pytest.mark.parametrize("live", [False, True])
def test_an_unknown_list_is_told_and_costs_nothing(browse: Browse, alice: User, live: bool) -> None:
    animals(alice)
    extra = {"since": "0.-1.0", "top": "0"} if live else {}
    answer = browse(alice).post("/create/", {"prompt": "an __anmial__", "key": "k", **extra})
    assert answer.status_code == 422
    assert "There is no list __anmial__. Did you mean __animal__?" in answer.content.decode()
    assert (Job.objects.count(), left(alice)) == (0, 100_000)


def test_a_list_of_a_stranger_is_unknown(browse: Browse, alice: User, charlie: User) -> None:
    animals(alice, shared=True)
    answer = browse(charlie).post("/create/", {"prompt": "an __animal__", "key": "k"})
    assert "There is no list __animal__. Make one under that name" in answer.content.decode()
    assert not Job.objects.exists()


def test_words_that_look_like_a_wildcard_come_back_as_they_are(browse: Browse, alice: User) -> None:
    client = browse(alice)
    client.post("/create/", {"prompt": r"the \__init__ method", "key": "k"})
    job = Job.objects.get()
    assert job.prompt == "the __init__ method"
    assert "\nthe \\__init__ method</textarea>" in client.get(f"/create/?prompt={job.uid}").content.decode()
    assert client.get("/create/history/").json() == {"prompts": ["the \\__init__ method"]}


# Who only looks ------------------------------------------------------------------------------------------------------


@pytest.fixture
def viewer(alice: User, bob: User) -> User:
    """Bob, to whom his team has given the role of a viewer."""
    Membership.objects.filter(user=bob, team=bob.home).update(role=Role.VIEWER)
    return bob


def test_who_makes_no_pictures_has_no_prompt_bar(browse: Browse, viewer: User) -> None:
    page = browse(viewer).get("/create/").content.decode()
    assert 'id="composer"' not in page
    assert "data-start=" not in page
    assert "In Studio your role is Viewer, which makes no pictures." in page
    assert "Ask Alice Archer for another role" in page


def test_who_makes_no_pictures_sees_those_of_the_team_without_buttons(
    browse: Browse, alice: User, viewer: User
) -> None:
    finished(alice)
    shown = browse(viewer).get("/create/?scope=team").content.decode()
    assert shown.count("<img src=") >= 4
    assert not re.search(r'name="step"|-remix"', shown)


def test_a_viewers_own_failed_job_is_not_offered_again(browse: Browse, alice: User, bob: User) -> None:
    fail(press(bob, "a lighthouse")[0])
    assert "-retry" in browse(bob).get("/create/").content.decode()
    Membership.objects.filter(user=bob, team=bob.home).update(role=Role.VIEWER)
    assert "-retry" not in browse(bob).get("/create/").content.decode()


def test_a_viewer_who_posts_anyway_is_turned_away(browse: Browse, viewer: User) -> None:
    assert browse(viewer).post("/create/", {"prompt": "a cat", "key": "k"}).status_code == 422
    assert not Job.objects.exists()


def test_in_their_own_space_a_viewer_has_the_bar(browse: Browse, viewer: User) -> None:
    viewer.enter(viewer.personal_space)
    assert 'id="composer"' in browse(viewer).get("/create/").content.decode()


@pytest.mark.parametrize("way", ["/create/blend/", "/create/describe/", "/create/table/", "/uploads/"])
def test_the_other_forms_are_closed_to_a_viewer(browse: Browse, viewer: User, way: str) -> None:
    answer = browse(viewer).get(way)
    assert answer.status_code == 403
    assert "This page needs the role Owner, Admin or Member." in answer.content.decode()


def test_a_page_asks_no_more_for_its_spaces_than_before(browse: Browse, alice: User) -> None:
    client = browse(alice)
    client.get("/create/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/create/")
    assert sum(query["sql"].startswith('SELECT "accounts_membership"') for query in asked) == 1


# What it is made for ------------------------------------------------------------------------------------------------


def test_without_projects_the_bar_does_not_speak_of_them(browse: Browse, alice: User) -> None:
    assert 'name="project"' not in browse(alice).get("/create/").content.decode()


def test_the_project_that_is_chosen_stays_chosen(browse: Browse, alice: User) -> None:
    Project.objects.create(team=alice.team, name="Spring")
    client = browse(alice)
    client.post("/create/", {"prompt": "a cat", "key": "k", "project": "Spring"})
    assert str(Job.objects.get().project) == "Spring"
    assert "<option selected>Spring</option>" in client.get("/create/").content.decode()


def test_a_project_that_is_gone_is_told_and_nothing_is_asked_for(browse: Browse, alice: User) -> None:
    answer = browse(alice).post("/create/", {"prompt": "a cat", "key": "k", "project": "Spring"})
    assert answer.status_code == 422
    assert "takes no new jobs" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_project_of_another_team_is_none(browse: Browse, alice: User, charlie: User) -> None:
    Project.objects.create(team=alice.team, name="Spring")
    assert browse(charlie).post("/create/", {"prompt": "a cat", "key": "k", "project": "Spring"}).status_code == 422
