"""Scripts as they are sent: the same, without what is for readers of the source only."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage

from mjweb.statics import Statics, tight

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js"))


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        (b"// what for\nlet a = 1;\n", b"let a = 1;\n"),
        (b"if (a) {\n  b(); // why\n\n  // and so on\n}\n", b"if (a) {\nb(); // why\n}\n"),
        (b'const url = "https://example.org";', b'const url = "https://example.org";'),
        (b"// the end", b""),
    ],
)
def test_comments_and_layout_are_left_out(source: bytes, sent: bytes) -> None:
    assert tight(source) == sent


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_text_of_a_script_spans_several_lines(script: Path) -> None:
    # Its indents would be lost. A line with an odd number of backticks opens or closes such a text.
    assert [line for line in script.read_text().splitlines() if line.count("`") % 2] == []


def test_what_is_collected_is_tight_and_named_by_what_it_is(tmp_path: Path) -> None:
    source = FileSystemStorage(SCRIPTS[0].parent.parent)
    statics = Statics(location=tmp_path)
    names = ["js/theme.js", "img/favicon.svg"]
    for name in names:
        with source.open(name) as file:
            StaticFilesStorage(location=tmp_path).save(name, file)
    made = {name: hashed for name, hashed, _done in statics.post_process({name: (source, name) for name in names})}
    sent = (tmp_path / str(made["js/theme.js"])).read_bytes()
    assert sent == tight((SCRIPTS[0].parent / "theme.js").read_bytes())
    drawn = SCRIPTS[0].parent.parent / "img" / "favicon.svg"
    assert (tmp_path / str(made["img/favicon.svg"])).read_bytes() == drawn.read_bytes()


def test_a_script_imports_others_by_their_names(tmp_path: Path) -> None:
    source = FileSystemStorage(SCRIPTS[0].parent.parent)
    statics = Statics(location=tmp_path)
    names = ["js/compare.js", "js/zoom.js"]
    for name in names:
        with source.open(name) as file:
            StaticFilesStorage(location=tmp_path).save(name, file)
    made = {name: hashed for name, hashed, _done in statics.post_process({name: (source, name) for name in names})}
    imported = Path(str(made["js/zoom.js"])).name
    assert f'from "./{imported}"'.encode() in (tmp_path / str(made["js/compare.js"])).read_bytes()
