"""How to cite: UIS's own form, and entries that programs for references read."""

import re
from datetime import date

import bibtexparser
import pytest

from dashboard import citing
from dashboard.render.code import ORIGIN

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def works(store):
    return [citing.whole(store, DAY), *(citing.release(store, one, DAY) for one in store.releases.values())]


def test_uis_is_cited_in_its_own_form(store):
    text = citing.release(store, store.releases["uis", "2024-09"], DAY).text
    assert text == (
        "Source: UNESCO Institute for Statistics (UIS), {origin}/data/observations/uis/2024-09.csv, "
        "date of extraction 24 November 2026. UIS, September 2024. Licence: CC BY-SA 3.0 IGO."
    )


def test_every_line_names_publisher_release_address_day_and_licence(store):
    for one in store.releases.values():
        text = citing.release(store, one, DAY).text
        for told in (one.label, one.licence, "24 November 2026", f"{ORIGIN}/data/"):
            assert told in text, text
        assert ".." not in text.replace("http", "")
        assert one.source in ("uis", "population") or one.attribution.rstrip(".") in text


def test_addresses_that_are_cited_hold_the_release(store, client):
    for one in store.releases.values():
        url = citing.release(store, one, DAY).url.removeprefix(ORIGIN)
        assert client.head(url.replace("+", "%2B")).status_code == 200


def test_the_whole_names_every_publisher(store):
    text = citing.whole(store, DAY).text
    for name in ("UNESCO Institute for Statistics (UIS)", "VIEW", "WIDE", "World Bank", "UNHCR", "Uppsala"):
        assert name in text


def test_bibtex_is_read_by_a_parser(works):
    library = bibtexparser.parse_string("\n\n".join(citing.bibtex(work, DAY) for work in works))
    assert not library.failed_blocks
    assert len(library.entries) == len(works)
    for entry, work in zip(library.entries, works, strict=True):
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        assert entry.entry_type == "misc"
        assert fields["author"] == f"{{{work.author}}}"
        assert fields["url"] == work.url
        assert fields["urldate"] == "2026-11-24"
        assert fields.get("year", "") == work.dated[:4]
        assert not re.search(r"(?<!\\)[&%$#_]", fields["title"] + fields["note"])


def test_signs_that_mean_something_to_tex_are_written_so_that_they_do_not():
    work = citing.Work("k", "A & B", r"100% of {x}_1 ~ ^ \ # $", "2024", "", "https://example.org/a_b", "")
    entry = bibtexparser.parse_string(citing.bibtex(work, DAY)).entries[0]
    assert entry["author"] == r"{A \& B}"
    assert entry["title"] == r"{100\% of \{x\}\_1 \textasciitilde{} \textasciicircum{} \textbackslash{} \# \$}"
    assert entry["url"] == "https://example.org/a_b"


def test_ris_is_a_record_of_tagged_lines(works):
    for work in works:
        lines = citing.ris(work, DAY).split("\n")
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
        tags = dict(line.split("  - ", 1) for line in lines)
        assert (lines[0], lines[-1]) == ("TY  - DATA", "ER  - ")
        assert (tags["UR"], tags["Y2"], tags.get("PY", "")) == (work.url, "2026/11/24", work.dated[:4])


def test_keys_are_plain_and_differ(works):
    keys = [work.key for work in works]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
