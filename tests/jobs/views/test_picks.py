"""The pictures that forms offer."""

from __future__ import annotations

from django.http import QueryDict

from jobs.models import Upload
from jobs.views import picks
from jobs.views.picks import Tray
from mjweb.accounts.models import User
from tests.jobs.views.brought_files import upload
from tests.jobs.views.conftest import finished


def labels(tray: Tray) -> list[tuple[str, bool]]:
    return [(one.label, chosen) for one, chosen in tray.choices]


def test_the_gallery_comes_before_what_was_brought(alice: User) -> None:
    upload(alice)
    finished(alice, "a cat")
    names = [label for label, _chosen in labels(Tray(alice, 5))]
    assert names[:4] == [f"a cat, picture {n}" for n in (1, 2, 3, 4)]
    assert names[4].startswith("Brought on ")


def test_what_is_chosen_stands_first_and_once(alice: User) -> None:
    picture = finished(alice, "a cat").shown_pictures()[2]
    tray = Tray(alice, 5, [picks.of(picture, alice)])
    assert labels(tray)[0] == ("a cat, picture 3", True)
    assert [label for label, _chosen in labels(tray)].count("a cat, picture 3") == 1


def test_only_the_latest_are_offered(alice: User) -> None:
    for _job in range(4):
        finished(alice, "a cat")
    for shade in range(picks.RECENT + 3):
        upload(alice, shade, mode="L")
    assert len(labels(Tray(alice, 5))) == 2 * picks.RECENT


def test_what_was_taken_off_the_list_is_not_offered(alice: User) -> None:
    Upload.objects.filter(pk=upload(alice).pk).update(is_listed=False)
    assert labels(Tray(alice, 5)) == []


def test_pictures_of_others_are_not_offered(alice: User, bob: User) -> None:
    finished(alice)
    upload(alice)
    assert labels(Tray(bob, 5)) == []


def test_an_address_names_no_more_than_fit(alice: User) -> None:
    pictures = finished(alice).shown_pictures()
    query = QueryDict("&".join(f"picture={picture.pk}" for picture in pictures))
    assert [one.value for one in picks.named(alice, query, 2)] == [f"p{picture.pk}" for picture in pictures[2:]]
