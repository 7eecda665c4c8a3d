"""What the tokens of a search find, and what is said where one says nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import search, tokens, whose
from mjweb.gallery.models import Collection, Item, Mark, Tag, Tagging, Verdict
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def library(alice: User, bob: User, made: Make) -> dict[str, int]:
    """One picture of each kind of thing that is asked for below, by a word."""
    wide = made(alice, "a harbour --ar 3:2 --seed 5", 1)[0]
    tall = made(alice, "a tower --ar 2:3 --v 6.1", 1)[0]
    his = made(bob, "a dog --niji 6", 1)[0]
    Mark.objects.create(user=alice, picture=wide, favourite=True, grade=4, verdict=Verdict.KEEP)
    Mark.objects.create(user=alice, picture=tall, grade=2, verdict=Verdict.REJECT)
    Mark.objects.create(user=bob, picture=tall, favourite=True, grade=5)
    Tagging.objects.create(tag=Tag.objects.named(alice.team, "Night sky"), picture=tall)
    harbour = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    Item.objects.create(collection=harbour, picture=his, place=1)
    Collection.objects.create(team=alice.team, user=alice, name="Tall ones", query="ar:2:3")
    return {"wide": wide.pk, "tall": tall.pk, "his": his.pk}


def found(user: User, text: str, library: dict[str, int]) -> set[str]:
    terms = tokens.read(user, text, (whose.team(user),))
    names = {pk: name for name, pk in library.items()}
    return {names[pk] for pk in search.newest(terms, 100)}


ALL = {"wide", "tall", "his"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("by:me", {"wide", "tall"}),
        ("by:bob", {"his"}),
        ('by:"Bob Baker"', {"his"}),
        ("-by:me", {"his"}),
        ("by:me,bob", ALL),
        ("in:harbour", {"his"}),
        ("-in:harbour", {"wide", "tall"}),
        ('in:"Tall ones"', {"tall"}),
        ("ar:3:2", {"wide"}),
        ("ar:3:2,2:3", {"wide", "tall"}),
        ("ar:3:2 ar:2:3", set()),
        ("v:6.1", {"tall"}),
        ("v:niji6", {"his"}),
        ("v:7", {"wide"}),
        ("mode:relax", ALL),
        ("mode:fast", set()),
        ("is:grid", ALL),
        ("is:upscale", set()),
        ("is:fav", {"wide"}),
        ("-is:fav", {"tall", "his"}),
        ("is:kept", {"wide"}),
        ("is:rejected", {"tall"}),
        ("is:private", set()),
        ("-is:private", ALL),
        ("has:seed", ALL),
        ("has:grade", {"wide", "tall"}),
        ("seed:5", {"wide"}),
        ("cost:>1000", set()),
        ("cost:>0 cost:<1000", ALL),
        ('tag:"night SKY"', {"tall"}),
        ("grade:4", {"wide"}),
        ("grade:<=2", {"tall"}),
        ("grade:>=2", {"wide", "tall"}),
        ("-has:grade", {"his"}),
        ("since:today", ALL),
        ("before:today", set()),
        ("-before:today", ALL),
        ("since:1w harbour", {"wide"}),
        ("is:fav ar:3:2 harbour -tower", {"wide"}),
    ],
)
def test_a_token_finds_what_it_says(alice: User, library: dict[str, int], text: str, names: set[str]) -> None:
    assert found(alice, text, library) == names


def test_favourites_and_grades_are_each_persons_own(bob: User, library: dict[str, int]) -> None:
    assert (found(bob, "is:fav", library), found(bob, "grade:5", library)) == ({"tall"}, {"tall"})


def test_time_parts_what_was_made_before_from_what_came_later(alice: User, library: dict[str, int]) -> None:
    Picture.objects.filter(pk=library["wide"]).update(created_at=timezone.now() - timedelta(days=9))
    assert found(alice, "since:1w", library) == {"tall", "his"}
    assert found(alice, "before:1w", library) == {"wide"}


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("by:zoe", "Nobody here is called “zoe”."),
        ("in:nowhere", "There is no collection “nowhere”."),
        ("tag:none", "There is no tag “none”."),
        ("ar:wide", "A ratio is written like ar:3:2"),
        ("v:new", "A version is written like v:7"),
        ("mode:slow", "There is no speed “slow”."),
        ("is:blue", "“is:blue” says nothing"),
        ("has:blue", "“has:blue” says nothing"),
        ("seed:x", "A seed is a number"),
        ("cost:much", "A cost is written like"),
        ("grade:9", "Grades go from 1 to 5."),
        ("since:whenever", "A date is written like"),
        ("before:2026-13", "A date is written like"),
    ],
)
def test_a_token_that_says_nothing_finds_nothing_and_says_so(alice: User, text: str, remark: str) -> None:
    terms = tokens.read(alice, text, (whose.team(alice),))
    assert terms.absent
    assert terms.remarks[0].startswith(remark)


def test_an_unknown_token_is_looked_for_as_words(alice: User, made: Make) -> None:
    picture = made(alice, "colour: red, a door", 1)[0]
    terms = tokens.read(alice, "colour:red", (whose.team(alice),))
    assert (search.newest(terms, 9), len(terms.remarks)) == ([picture.pk], 1)


def test_a_private_collection_of_another_is_none(alice: User, bob: User, library: dict[str, int]) -> None:
    Collection.objects.create(team=alice.team, user=bob, name="His", is_private=True)
    assert tokens.read(alice, "in:his", ()).remarks == ("There is no collection “his”.",)


def test_names_of_other_teams_are_none(charlie: User, library: dict[str, int]) -> None:
    for text in ("by:alice", "in:harbour", 'tag:"night sky"'):
        assert tokens.read(charlie, text, ()).absent


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 3, 15)),
        ("yesterday", date(2026, 3, 14)),
        ("3d", date(2026, 3, 12)),
        ("1w", date(2026, 3, 8)),
        ("2026", date(2026, 1, 1)),
        ("2026-02", date(2026, 2, 1)),
        ("2026-02-28", date(2026, 2, 28)),
    ],
)
def test_days_are_written_in_several_ways(text: str, day: date) -> None:
    assert timezone.localtime(tokens.at(text, date(2026, 3, 15))).date() == day


def test_prices_that_jobs_have_had_are_few(alice: User, library: dict[str, int]) -> None:
    assert tokens.quotes() == sorted(set(Picture.objects.values_list("job__quote", flat=True)))


# What cannot be ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "v:7 v:6",
        "ar:3:2 ar:1:1,2:3",
        "mode:fast mode:turbo",
        "is:upscale is:vary",
        "is:grid is:upscale",
        "is:grid -is:grid",
        "is:vary -is:grid",
    ],
)
def test_what_no_picture_can_be_is_not_looked_for(alice: User, words: str) -> None:
    assert tokens.read(alice, words, (whose.team(alice),)).absent


@pytest.mark.parametrize(
    "words",
    ["v:7,6 v:6", "is:grid is:vary", "is:grid is:import", "is:upscale is:import,upscale", "-is:grid is:import"],
)
def test_what_a_picture_can_be_is_looked_for(alice: User, words: str) -> None:
    assert not tokens.read(alice, words, (whose.team(alice),)).absent


def test_what_only_one_person_sees_is_not_looked_for_among_what_the_team_sees(alice: User) -> None:
    assert tokens.read(alice, "is:private", (whose.team(alice),)).absent
    assert not tokens.read(alice, "is:private", whose.own(alice)).absent
