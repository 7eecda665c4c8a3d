"""Prompts are found in files, whoever wrote them there, and nothing that stands there does harm."""

from __future__ import annotations

import io
import json
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from mjweb.gallery.handover import files, reading
from mjweb.gallery.handover.facts import Facts
from mjweb.gallery.handover.reading import Found
from tests.mjweb.gallery.handover.samples import FACTS, picture, written

STEPS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5"
GRAPH = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 5, "positive": ["6", 0], "negative": ["7", 0]}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["9", 0], "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurred, and many more words than the others"}},
    "9": {"class_type": "PrimitiveString", "inputs": {"value": "a lighthouse"}},
}


def png(**texts: str) -> Found:
    info = PngImagePlugin.PngInfo()
    for keyword, text in texts.items():
        info.add_text(keyword, text)
    return reading.found(picture("png", pnginfo=info), "png")


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_what_we_wrote_comes_back_whole(extension: str) -> None:
    original = picture(extension)
    new = io.BytesIO(written(files.spliced(original, extension, FACTS), original))
    assert reading.found(new, extension) == Found(FACTS, "mjweb")


def test_automatic1111s_parameters_are_read() -> None:
    found = png(parameters=f"a cat,\nasleep\nNegative prompt: dog\n{STEPS}")
    assert (found.program, found.facts.prompt) == ("AUTOMATIC1111", "a cat,\nasleep")
    assert found.facts.parameters == f"Negative prompt: dog\n{STEPS}"


def test_and_where_a_jpeg_has_them() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + f"猫\n{STEPS}".encode("utf-16-be")
    found = reading.found(picture("jpg", exif=exif), "jpg")
    assert (found.program, found.facts.prompt, found.facts.parameters) == ("AUTOMATIC1111", "猫", STEPS)


def test_comfyuis_graph_gives_what_the_sampler_wants() -> None:
    found = png(prompt=json.dumps(GRAPH), workflow="{}")
    assert (found.program, found.facts.prompt) == ("ComfyUI", "a lighthouse")


def test_invokeais_record_is_read() -> None:
    found = png(invokeai_metadata=json.dumps({"positive_prompt": "a cat", "seed": 5, "steps": 30}))
    assert (found.program, found.facts.prompt) == ("InvokeAI", "a cat")
    assert found.facts.parameters == "seed: 5, steps: 30"


def test_midjourneys_description_is_read() -> None:
    job = "11111111-2222-4333-8444-555555555555"
    found = png(Description=f"a cat --ar 3:2 --v 7 Job ID: {job}", Author="carla")
    assert found.program == "Midjourney"
    assert (found.facts.prompt, found.facts.parameters) == ("a cat --ar 3:2 --v 7", "--ar 3:2 --v 7")
    assert found.facts.author == "carla"


def test_an_image_description_is_a_prompt() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a red boat"
    assert reading.found(picture("jpg", exif=exif), "jpg").facts.prompt == "a red boat"


def test_a_description_in_xmp_is_a_prompt() -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>'
        b'<rdf:li xml:lang="x-default">a red boat</rdf:li></rdf:Alt></dc:description>'
        b"</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    found = reading.found(picture("webp", xmp=packet), "webp")
    assert (found.facts.prompt, found.program) == ("a red boat", "")


def test_a_picture_without_words_has_none() -> None:
    assert reading.found(picture("png"), "png") == Found(Facts())


def test_a_file_that_is_no_picture_has_none() -> None:
    assert reading.found(io.BytesIO(b"hello"), "png") == Found(Facts())


@pytest.mark.parametrize(
    "text", ["{" * 100_000, '{"1": 5}', '{"a": {"class_type": "x", "inputs": {"positive": [[]]}}}']
)
def test_a_graph_that_is_none_gives_nothing(text: str) -> None:
    assert png(prompt=text).facts.prompt == ""


def test_a_graph_that_bites_its_tail_comes_to_an_end() -> None:
    ring = {"1": {"class_type": "x", "inputs": {"positive": ["1", 0]}}}
    assert png(prompt=json.dumps(ring)).facts.prompt == ""


def test_a_text_that_unpacks_to_a_thousand_times_its_size_is_cut() -> None:
    packed = zlib.compress(bytes(30_000_000), 9)
    content = b"Description\0\0" + packed
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    whole = picture("png").getvalue()
    found = reading.found(io.BytesIO(whole[:33] + chunk + whole[33:]), "png")
    assert len(found.facts.prompt) <= reading.MOST_WORDS
