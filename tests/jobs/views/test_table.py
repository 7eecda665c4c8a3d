"""The table of prompts: preview, findings beside their rows, and all rows or none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jobs.models import Batch, Job
from jobs.views.table import SAMPLE
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.views.test_pieces import wildcard

Browse = Callable[[User], Client]
PAGE = "/create/table/"
THREE = 'prompt,ar,speed\na cat,3:2,\na dog,,relax\n"an owl, sitting",,turbo\n'


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    return browse(alice)


def look(client: Client, rows: str, **more: object) -> tuple[int, str]:
    answer = client.post(PAGE, {"rows": rows, "key": "k", "do": "preview", **more})
    return answer.status_code, answer.content.decode()


def hidden(page: str) -> dict[str, str]:
    """What a press on Create sends along with the boxes."""
    return dict(re.findall(r'<input type="hidden" name="(seen|sure|key)" value="([^"]*)"', page))


def create(client: Client, rows: str, page: str, **more: object) -> tuple[int, str]:
    answer = client.post(PAGE, {"rows": rows, **hidden(page), "do": "create", **more})
    return answer.status_code, answer.content.decode()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"
    assert client.get(f"{PAGE}sample.csv").status_code == 302


def test_the_page_begins_with_empty_boxes(hers: Client) -> None:
    page = hers.get(PAGE).content.decode()
    assert "Paste from a spreadsheet" in page
    assert "t-preview" not in page


def test_a_preview_lists_every_row_with_its_cost_and_makes_nothing(hers: Client) -> None:
    status, page = look(hers, THREE)
    assert status == 200
    preview = text(page[page.index('id="t-preview"') :])
    assert (
        "Row 2 a cat --ar 3:2 Fast 2 credits Row 3 a dog Relax 1 credit Row 4 an owl, sitting Turbo 4 credits"
        in preview
    )
    assert "7 credits 100 left, then 93" in preview
    assert "Create 3 for 7 credits" in preview
    assert not Job.objects.exists()


def test_create_makes_one_batch_of_all_rows(hers: Client, alice: User) -> None:
    page = look(hers, THREE)[1]
    answer = hers.post(PAGE, {"rows": THREE, **hidden(page), "do": "create"}, follow=True)
    assert answer.redirect_chain == [("/create/", 302)]
    assert "3 jobs in line" in answer.content.decode()
    assert list(Job.objects.order_by("number").values_list("prompt", "mode", "quote")) == [
        ("a cat --ar 3:2", "fast", 2000),
        ("a dog", "relax", 1000),
        ("an owl, sitting", "turbo", 4000),
    ]
    assert Batch.objects.get().user == alice
    assert Window.objects.current(Purse.objects.of(alice)).held == 7000


def test_the_same_press_twice_is_one_batch(hers: Client) -> None:
    page = look(hers, THREE)[1]
    for _press in range(2):
        assert create(hers, THREE, page)[0] == 302
    assert Job.objects.count() == 3


def test_other_rows_under_an_old_key_are_a_press_of_their_own(hers: Client) -> None:
    create(hers, THREE, look(hers, THREE)[1])
    other = "prompt\na fox"
    assert create(hers, other, look(hers, other)[1])[0] == 302
    assert Job.objects.count() == 4


def test_create_without_a_preview_shows_one(hers: Client) -> None:
    status, page = create(hers, THREE, "")
    assert (status, Job.objects.count()) == (200, 0)
    assert "Create 3 for 7 credits" in page


def test_rows_that_changed_since_the_preview_are_shown_again(hers: Client) -> None:
    status, page = create(hers, THREE + "a fox,,\n", look(hers, THREE)[1])
    assert (status, Job.objects.count()) == (200, 0)
    assert "The table was changed since this preview." in page
    assert "Create 4 for 9 credits" in page


def test_more_than_eight_jobs_are_asked_about_once(hers: Client) -> None:
    rows = "prompt\n" + "".join(f"cat {n}\n" for n in range(9))
    status, page = create(hers, rows, look(hers, rows)[1])
    assert (status, Job.objects.count()) == (200, 0)
    assert "Create 9 jobs for 18 credits?" in page
    assert create(hers, rows, page)[0] == 302
    assert Job.objects.count() == 9


def test_more_than_half_of_what_is_left_is_asked_about(hers: Client, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 3000)
    assert "Create 1 job for 2 credits?" in create(hers, "prompt\na cat", look(hers, "prompt\na cat")[1])[1]


def test_findings_stand_beside_their_rows_and_nothing_is_made(hers: Client) -> None:
    rows = "prompt,s,speed\na cat,100,\na dog,5000,quick\n"
    status, page = look(hers, rows)
    assert status == 422
    row = page[page.index(">3</span>") :]
    assert "<b>s</b>: Stylize goes from 0 to 1000." in row
    assert "<b>speed</b>: The speed is relax, fast or turbo." in row
    assert "1 row needs another look, so nothing can be created yet. Nothing was charged." in page
    assert 'value="create"' not in page
    assert "\nprompt,s,speed\na cat,100,\na dog,5000,quick\n</textarea>" in page
    assert create(hers, rows, page)[0] == 422
    assert not Job.objects.exists()


def test_too_many_rows_say_how_many(hers: Client) -> None:
    status, page = look(hers, "prompt\n" + "a cat\n" * 62)
    assert status == 422
    assert "62 rows, 22 too many: at most 40 can be created at once." in page


def test_what_is_too_dear_is_refused_and_nothing_is_held(hers: Client, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 5000)
    page = look(hers, THREE)[1]
    assert "data-short" in page
    status, page = create(hers, THREE, page)
    assert status == 422
    assert "7 credits needed, 5 left. Nothing was charged." in page
    assert "a dog,,relax" in page
    assert Window.objects.current(Purse.objects.of(alice)).held == 0
    assert not Job.objects.exists()


def test_a_template_fills_rows(hers: Client) -> None:
    page = look(hers, "subject\tplace\na heron\tKyoto", template="{subject} in {place}, ink")[1]
    assert "a heron in Kyoto, ink" in page
    assert "{subject} in {place}, ink</textarea>" in page


def test_the_speed_of_the_page_is_kept(hers: Client) -> None:
    page = look(hers, "prompt\na cat", mode="relax")[1]
    assert "Create 1 for 1 credit" in page
    assert 'value="relax" checked' in page
    assert "Create 1 for 2 credits" in look(hers, "prompt\na cat", mode="quick")[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_comes_into_the_box(hers: Client, encoding: str) -> None:
    file = SimpleUploadedFile("rows.csv", "prompt;ar\r\nMöwe, ruhig;3:2\r\n".encode(encoding))
    status, page = look(hers, "old rows", do="create", file=file)
    assert status == 200
    assert "\nprompt;ar\r\nMöwe, ruhig;3:2\r\n</textarea>" in page
    assert "Möwe, ruhig --ar 3:2" in page
    assert not Job.objects.exists()  # a file is looked at first
    assert create(hers, "prompt;ar\r\nMöwe, ruhig;3:2\r\n", page)[0] == 302


def test_a_file_in_another_encoding_is_read_with_a_word_of_warning(hers: Client) -> None:
    file = SimpleUploadedFile("rows.csv", "prompt\nMöwe".encode("cp1252"))
    page = look(hers, "", file=file)[1]
    assert "it was read as Windows-1252" in page
    assert "Möwe" in page


def test_a_large_file_is_refused_and_the_rows_stay(hers: Client) -> None:
    file = SimpleUploadedFile("rows.csv", b"prompt\n" + b"x" * 1_000_000)
    status, page = look(hers, THREE, file=file)
    assert status == 422
    assert "The file is larger than 1 MB." in page
    assert "a dog,,relax" in page


def test_more_than_a_million_characters_are_refused(hers: Client) -> None:
    assert look(hers, "x" * 1_000_001)[0] == 422


def test_formulas_are_text(hers: Client) -> None:
    rows = 'prompt\n=HYPERLINK("https://example.org")\n'
    assert create(hers, rows, look(hers, rows)[1])[0] == 302
    assert Job.objects.get().prompt == '=HYPERLINK("https://example.org")'


def test_markup_is_text(hers: Client) -> None:
    assert "<script>alert" not in look(hers, "prompt,<script>alert(1)</script>\n<script>alert(2)</script>,x")[1]


def test_wildcards_are_what_the_preview_showed(hers: Client, alice: User) -> None:
    wildcard(alice)
    rows = "prompt\nbig __animal__\nsmall __animal__"
    page = look(hers, rows)[1]
    shown = re.findall(r"<q dir=\"auto\">([^<]+)</q>", page)
    create(hers, rows, page)
    assert list(Job.objects.order_by("number").values_list("prompt", flat=True)) == shown
    assert sorted(one.split(" ", 1)[1] for one in shown) == ["cat", "dog, sitting"]


def test_lists_of_others_are_unknown(browse: Browse, alice: User, charlie: User) -> None:
    wildcard(alice, shared=True)
    assert "There is no list __animal__." in look(browse(charlie), "prompt\n__animal__")[1]


def test_the_sample_is_a_table_that_can_be_created(hers: Client) -> None:
    answer = hers.get(f"{PAGE}sample.csv")
    assert answer.content.decode("utf-8-sig") == SAMPLE.replace("\n", "\r\n")
    assert answer["Content-Disposition"] == 'attachment; filename="prompts.csv"'
    status, page = look(hers, SAMPLE)
    assert status == 200
    assert "Create 4 for " in page
