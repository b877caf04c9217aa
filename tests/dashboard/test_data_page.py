"""The page on the data: every release, file, reason and exception is on it, and its sentences are the tables'."""

import re

import pytest
from dash import html

from dashboard import origins
from dashboard.pages import data
from dashboard.store import Part, Release


def parts(laid):
    """Every component and every text, in reading order."""
    children = getattr(laid, "children", None)
    inside = children if isinstance(children, list | tuple) else [children]
    return [laid, *(part for child in inside if child is not None for part in parts(child))]


@pytest.fixture(scope="module")
def laid(store):
    return data.layout(store)


@pytest.fixture(scope="module")
def words(laid):
    return " ".join(part for part in parts(laid) if isinstance(part, str))


@pytest.fixture(scope="module")
def cells(laid):
    found = [part.children for part in parts(laid) if isinstance(part, html.Th | html.Td)]
    return [text for text in found if isinstance(text, str)]


def test_every_release_is_told_in_full(laid, words, store):
    headings = [part.children for part in parts(laid) if isinstance(part, html.H4)]
    assert sorted(headings) == sorted(release.label for release in store.releases.values())
    for release in store.releases.values():
        for told in (release.note, release.attribution, release.publisher if release.source != "here" else ""):
            assert told in words
        assert origins.dated(release) in words
        assert f"{release.rows:,}\u00a0rows" in words


def test_every_file_is_named_with_its_whole_hash(laid, words, store):
    hashes = {part.children for part in parts(laid) if isinstance(part, html.Code)}
    files = [file for release in store.releases.values() for file in release.files]
    assert hashes == {file["sha256"] for file in files}
    assert all(re.fullmatch(r"[0-9a-f]{64}", text) for text in hashes)
    assert all(f"{file['name']}, {file['rows']:,} rows" in words for file in files)


def test_every_licence_is_a_link(laid, store):
    links = [part for part in parts(laid) if getattr(part, "rel", None) == "license"]
    assert sorted((link.children, link.href) for link in links) == sorted(
        (release.licence, release.licence_url) for release in store.releases.values()
    )


def test_releases_of_a_publisher_stand_newest_first_and_ours_last(store):
    found = origins.by_publisher(store)
    assert next(iter(found)) == "UNESCO Institute for Statistics (UIS)"
    assert list(found)[-1] == origins.HERE
    for alike in found.values():
        assert [one[0].date for one in alike] == sorted((one[0].date for one in alike), reverse=True)
    assert sum(len(one) for alike in found.values() for one in alike) == len(store.releases)


def test_lead_counts_releases_publishers_and_observations(store):
    told = origins.lead(store)
    assert "21 releases of 6 publishers" in told
    assert "1970 to 2024" in told
    rows = store.table("releases").set_index("source")["rows"]
    assert f"{rows.drop(['here', 'fcs', 'ucdp', 'unhcr', 'population']).sum():,} observations" in told
    assert f"{rows['here'].sum():,} more" in told


@pytest.mark.parametrize(
    ("date", "kind", "told"),
    [
        ("2025-07-16", "copy date", "16 July 2025 (of the copy)"),
        ("2024-09", "stated", "September 2024 (stated)"),
        ("2024", "inferred", "2024 (inferred)"),
        ("", "computed", "No date of its own"),
    ],
)
def test_date_is_as_exact_as_it_is_known(date, kind, told):
    blank = dict.fromkeys(Release.__dataclass_fields__)
    assert origins.dated(Release(**{**blank, "date": date, "date_kind": kind})) == told


def test_every_reason_is_given_with_its_count(cells, words, store):
    table = store.table("exclusions")
    shown = {text.lower() for text in cells}
    assert {reason.lower() for reason in table["reason"]} <= shown
    assert {f"{rows:,}" for rows in table["rows"]} <= shown
    assert f"{table['rows'].sum():,} entries of {len(set(table['release']))} releases" in words
    assert f"{len(table)} reasons" in words


def test_of_every_other_release_all_rows_are_in_the_tables(store):
    left = set(store.table("exclusions")[["source", "release"]].itertuples(index=False, name=None))
    whole = {home: one for home, one in store.releases.items() if home not in left and one.source != "here"}
    copies = [one for one in whole.values() if one.release.startswith("copy-")]
    assert sum(one.rows for one in copies) == copies[0].files[0]["rows"]
    for one in (one for one in whole.values() if one not in copies):
        assert one.rows == sum(file["rows"] for file in one.files if "survey-sources" not in file["name"]), one.id


def test_every_exception_is_counted_and_listed(words, store):
    table = store.table("exceptions")
    by_dimension = origins.odd_by_dimension(origins.exceptions(store))
    assert by_dimension["figures"].sum() == len(table)
    assert f"or {len(table):,} figures it does not hold that {table['promise'].iloc[0]}" in words
    assert all(reason in words for reason in table["reason"])
    assert f"All {len(table):,} figures" in words


def test_places_that_are_filled_in_are_all_named(words, store):
    table = store.table("imputed")
    assert origins.filled_in(store)["places"].sum() == len(table)
    assert all(store.places.by_id[place].name in words for place in table["place"])
    assert "Serbia (2000–2010 only)" in words


def test_uis_numbers_above_primary_age_end_where_the_page_says(store):
    numbers = store.table("indicators").query("source == 'uis' and measure == 'children' and level != 'primary'")
    everywhere = tuple(store.places.by_id)
    releases = [one for one in store.releases.values() if one.source == "uis"]
    wanted = [Part("uis", one.release, tuple(numbers["indicator"]), everywhere) for one in releases]
    last = store.observations(wanted)["year"].max()
    (told,) = [one for one in origins.missing(store) if "above primary age" in one]
    assert f"after {last};" in told


def test_no_promise_broken_is_said_so(store):
    assert origins.odd(store.table("exceptions").iloc[:0]) == "Every promise about the tables holds for every figure."
