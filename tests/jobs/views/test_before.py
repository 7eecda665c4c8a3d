"""What was made before is shown before it is made again: nothing is held meanwhile, and the draft stays."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from jobs.models import Job, Picture, Spared
from jobs.views.before import Before
from mjweb.accounts.models import User
from mjweb.quotas.models import Line
from mjweb.quotas.models.line import Kind
from tests.jobs.conftest import press
from tests.jobs.test_once import made
from tests.mjweb.gallery.relatives import grow

Browse = Callable[[User], Client]


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    return browse(alice)


def ask(client: Client, prompt: str, **more: str) -> tuple[int, str]:
    answer = client.post("/create/", {"prompt": prompt, "mode": "fast", "key": "k", **more})
    return answer.status_code, answer.content.decode()


def answers(page: str) -> dict[str, str]:
    """The answers that a page offers, by their words."""
    found = re.findall(r'name="once" value="([^"]+)"(?: autofocus)?>([^<]+)<', page)
    return {words: value for value, words in found}


def test_it_is_shown_and_nothing_is_asked_for(hers: Client, alice: User, bob: User) -> None:
    job = made(bob, "a cat --ar 3:2")
    before = Line.objects.filter(kind=Kind.HOLD).count()
    status, page = ask(hers, "a  cat --aspect 3:2")
    assert status == 200
    assert "This was made already" in page
    assert job.pictures.get().url_320 in page
    assert "Bob Baker" in page
    assert "\na  cat --aspect 3:2</textarea>" in page
    assert (Job.objects.of(alice).count(), Line.objects.filter(kind=Kind.HOLD).count()) == (0, before)


def test_using_it_leads_to_it_and_counts_what_that_spares_once(hers: Client, alice: User, bob: User) -> None:
    job = made(bob, "a cat")
    said = answers(ask(hers, "a cat")[1])["Use these"]
    for _press in range(2):
        answer = hers.post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k", "once": said})
        assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.uid}/")
    assert Spared.objects.values_list("user", "team", "jobs", "amount").get() == (alice.pk, alice.team.pk, 1, 2_000)
    assert not Job.objects.of(alice).exists()


def test_the_page_is_led_there_by_its_script(hers: Client, alice: User) -> None:
    job = made(alice, "a cat")
    said = answers(ask(hers, "a cat")[1])["Use these"]
    answer = hers.post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k", "once": said, "since": ""})
    assert answer["HX-Redirect"] == f"/jobs/{job.uid}/"


def test_what_is_gone_meanwhile_is_not_made_instead(hers: Client, alice: User) -> None:
    job = made(alice, "a cat")
    said = answers(ask(hers, "a cat")[1])["Use these"]
    before = Job.objects.count()
    Picture.objects.filter(job=job).update(binned_at=timezone.now())
    status, page = ask(hers, "a cat", once=said)
    assert status == 422
    assert "These pictures are not there any more." in page
    assert (Job.objects.count(), Spared.objects.count()) == (before, 0)


def test_what_a_batch_leaves_out_is_spared(hers: Client, alice: User) -> None:
    made(alice, "a cat")
    said = answers(ask(hers, "a {cat, dog, bird}")[1])["Run the 2 new"]
    ask(hers, "a {cat, dog, bird}", once=said)
    assert Spared.objects.values_list("jobs", "amount").get() == (1, 2_000)


def test_it_runs_where_that_is_wished(hers: Client, alice: User) -> None:
    job = made(alice, "a cat")
    _status, page = ask(hers, "a cat")
    assert ask(hers, "a cat", once=answers(page)["Run anyway"])[0] == 302
    assert Job.objects.newest_first()[0].fingerprint == Job.objects.get(pk=job.pk).fingerprint


def test_another_prompt_needs_another_answer(hers: Client, alice: User) -> None:
    made(alice, "a cat")
    made(alice, "a dog")
    _status, page = ask(hers, "a cat")
    assert "This was made already" in ask(hers, "a dog", once=answers(page)["Run anyway"])[1]


def test_of_a_batch_it_says_which_are_there_and_runs_the_others(hers: Client, alice: User) -> None:
    made(alice, "a cat")
    _status, page = ask(hers, "a {cat, dog, bird}")
    assert "1 of these 3 was made already" in page
    assert set(answers(page)) == {"Run all 3", "Run the 2 new", "Use these"}
    assert ask(hers, "a {cat, dog, bird}", once=answers(page)["Run the 2 new"])[0] == 302
    assert [job.text for job in Job.objects.newest_first()[:2]] == ["a bird", "a dog"]


def test_the_question_about_many_keeps_the_answer(hers: Client, alice: User) -> None:
    made(alice, "a cat 1")
    text = "a cat {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}"
    _status, page = ask(hers, text)
    said = answers(page)["Run the 9 new"]
    _status, page = ask(hers, text, once=said)
    assert "Create 9 jobs for" in page
    assert f'name="once" value="{said}"' in page
    sure = re.findall(r'name="sure" value="([^"]+)"', page)[0]
    before = Job.objects.count()
    assert ask(hers, text, once=said, sure=sure)[0] == 302
    assert Job.objects.count() == before + 9


def test_a_press_that_was_sent_already_is_not_asked_about(hers: Client, alice: User) -> None:
    assert ask(hers, "a cat")[0] == 302
    (job,) = Job.objects.of(alice)
    (twin,) = grow(alice, [None])
    Picture.objects.filter(job=twin).update(job=job)
    assert ask(hers, "a cat")[0] == 302
    assert "This was made already" in ask(hers, "a cat", key="another")[1]


def test_charlie_is_told_nothing(browse: Browse, alice: User, charlie: User) -> None:
    made(alice, "a cat")
    assert ask(browse(charlie), "a cat")[0] == 302


def test_several_are_used_beside_one_another(alice: User) -> None:
    first, second = made(alice, "a cat"), made(alice, "a dog")
    made_before = {b"1": [first.pictures.get()], b"2": [second.pictures.get()]}
    numbers = [first.pictures.get().pk, second.pictures.get().pk]
    assert Before(made_before, "m", 2, 2, alice).use == f"/compare/?p={numbers[0]}&p={numbers[1]}"


def test_a_table_of_prompts_is_asked_about_as_well(hers: Client, alice: User) -> None:
    made(alice, "a cat --ar 3:2")
    rows = {"rows": "prompt,ar\na cat,3:2\na dog,\n", "key": "k"}

    def send(**more: str) -> tuple[int, str]:
        answer = hers.post("/create/table/", {**rows, **more})
        return answer.status_code, answer.content.decode()

    seen = re.findall(r'name="seen" value="([^"]+)"', send(do="preview")[1])[0]
    status, page = send(do="create", seen=seen)
    assert (status, Job.objects.count()) == (200, 2)  # the cat, and the one that gave it its picture
    assert "1 of these 2 was made already" in page
    assert send(seen=seen, once=answers(page)["Run the 1 new"])[0] == 302
    assert Job.objects.newest_first()[0].text == "a dog"
    assert Spared.objects.get().jobs == 1


def test_a_table_of_prompts_leads_to_what_is_used(hers: Client, alice: User) -> None:
    job = made(alice, "a cat")
    rows = {"rows": "prompt\na cat\na dog\n", "key": "k"}
    seen = re.findall(r'name="seen" value="([^"]+)"', hers.post("/create/table/", rows | {"do": "preview"}).text)[0]
    said = answers(hers.post("/create/table/", rows | {"do": "create", "seen": seen}).text)["Use these"]
    answer = hers.post("/create/table/", rows | {"seen": seen, "once": said})
    assert (answer["Location"], Spared.objects.get().jobs) == (f"/jobs/{job.uid}/", 1)
    assert Job.objects.of(alice).filter(text="a dog").count() == 0


def test_an_action_is_not_asked_about(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    made(alice, "a cat")
    assert hers.post(f"/jobs/{job.uid}/cancel/").status_code == 302
    assert hers.post(f"/jobs/{job.uid}/retry/", {"key": "r"}).status_code == 302
