"""The engine's folder: links, and files that appear whole or not at all."""

from pathlib import Path

import pytest

from jobs.engines.sketch.files import Folder, link, replacing

ID = "0123456789abcdef" * 2


def test_a_link_leads_to_its_file(tmp_path: Path) -> None:
    assert Folder(tmp_path).find(link(ID, 3)) == tmp_path / ID / "3.png"


@pytest.mark.parametrize(
    "url",
    [
        "", "sketch:", f"sketch:{ID}/5.png", f"sketch:{ID}/0.webp", f"sketch:{ID}/../accepts.sqlite3",
        "sketch:../../../etc/passwd", f"sketch:{ID.upper()}/0.png", f"sketch:{ID}/0.png\n", f"file:{ID}/0.png",
        f"https://example.org/{ID}/0.png", f"sketch:{ID}/٠.png", f"sketch:{ID}/0.png?x", f"sketch:{ID}//0.png",
    ],
)  # fmt: skip
def test_anything_else_leads_nowhere(tmp_path: Path, url: str) -> None:
    assert Folder(tmp_path).find(url) is None


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "job" / "0.png"
    with replacing(path) as file:
        file.write(b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as file:
        file.write(b"%d" % (1 // 0))
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == ["0.png"]


def test_the_same_input_is_kept_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path).make()
    assert folder.keep_input(b"content", "png") == folder.keep_input(b"content", "png")
    assert len(list((tmp_path / "inputs").iterdir())) == 1
