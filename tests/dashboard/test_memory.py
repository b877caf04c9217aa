"""Files already made come from memory: made once, compressed once, and only as many bytes as fit."""

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import brotli
import flask_compress.flask_compress as compressing
import pytest

from dashboard import memory
from dashboard.render import formats

PATIENCE = 20


@pytest.mark.parametrize("ending", ["json", "csv", "html", "xlsx"])
def test_a_file_is_made_once(ending, client, monkeypatch):
    address = f"/figures/gap.{ending}?place=KEN"
    first = client.get(address)
    monkeypatch.setitem(formats.FORMATS, ending, replace(formats.FORMATS[ending], make=None))  # fails if it is called
    again = client.get(f"{address}&level=primary")  # another word for the same
    assert again.status_code == 200
    if ending != "html":  # whose tags repeat the address
        assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", ["/figures/gap.json?place=PER", "/tables/gap?place=PER", "/embed/gap?place=PER"])
@pytest.mark.parametrize(("coding", "opened"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_file_is_compressed_once(coding, opened, address, client, monkeypatch):
    plain = client.get(address)
    first = client.get(address, headers={"Accept-Encoding": coding})
    monkeypatch.setattr(compressing, "_compress_data", None)  # fails if it is called
    again = client.get(address, headers={"Accept-Encoding": coding})
    assert again.headers["Content-Encoding"] == coding
    assert again.data == first.data
    assert opened(again.data) == plain.data


def test_html_that_repeats_its_host_is_not_taken_for_that_of_another(client):
    asked = {"Accept-Encoding": "gzip"}
    for host in ("one.example", "two.example", "one.example"):
        answer = client.get("/embed/gap?place=PER", base_url=f"http://{host}", headers=asked)
        assert f"http://{host}/oembed" in gzip.decompress(answer.data).decode()


def test_who_has_an_embed_or_a_table_is_told_so(client):
    for address in ("/embed/gap?place=PER", "/tables/gap?place=PER"):
        tag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_pages_and_refusals_are_not_kept(client):
    asked = {"Accept-Encoding": "gzip"}
    pages = [gzip.decompress(client.get(f"/country?place={place}", headers=asked).data) for place in ("PAK", "IND")]
    assert pages[0] != pages[1]
    assert client.get("/figures/trend.csv?place=QQQ", headers=asked).status_code == 400


def test_many_who_ask_at_once_wait_for_the_one_that_is_made():
    begun, go, made = Event(), Event(), []

    def make() -> bytes:
        made.append(1)
        begun.set()
        assert go.wait(PATIENCE)
        return b"file"

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(memory.file, "asked by many", make) for _ in range(8)]
        assert begun.wait(PATIENCE)
        go.set()
    assert [one.result() for one in asked] == [b"file"] * 8
    assert made == [1]


def test_what_could_not_be_made_is_tried_again():
    with pytest.raises(ZeroDivisionError):
        memory.file("made at the second try", lambda: bytes(1 // 0))
    assert memory.file("made at the second try", lambda: b"file") == b"file"


def test_memory_holds_as_many_bytes_as_fit():
    kept = memory.Compressed()
    tenth, small = (os.urandom(most // 10 - 100) for most in (memory.MOST_BYTES, memory.MOST_COMPRESSED))
    for number in range(30):
        kept.set(f"br;{number}", small)
        assert memory.file(f"tenth {number}", lambda: tenth) == tenth
    assert [number for number in range(30) if kept.get(f"br;{number}")] == list(range(20, 30))
    assert memory._files.currsize <= memory.MOST_BYTES
    huge = os.urandom(memory.MOST_BYTES + 1)
    kept.set("br;huge", huge[: memory.MOST_COMPRESSED + 1])
    assert kept.get("br;huge") is None
    assert memory.file("huge", lambda: huge) == huge
    assert "huge" not in memory._files


def test_all_that_a_page_asks_for_ahead_is_kept_in_little_room(client):
    memory._together.cache_clear()
    blocks = [",".join(map(str, range(first, first + 6))) for first in range(2000, 2024, 6)]
    asked = [client.get(f"/_parts/world?sex=male&over=year:{years}").data for years in blocks]
    assert sum(map(len, asked)) > 2_000_000
    assert 0 < memory._files.currsize < 200_000
