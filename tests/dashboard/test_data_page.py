"""The page on the data: every release, file, reason and exception is on it, and its sentences are the tables'."""

import re
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from dash import html

from dashboard import charts, dictionary, origins, packages, sampling
from dashboard.pages import data, data_use
from dashboard.render import code
from dashboard.render.card import card
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


def test_every_column_of_every_table_has_a_meaning_and_no_other(store):
    known = dictionary.tables(store)
    folder = Path(store.address)
    files = {path.stem: [path] for path in folder.glob("*.parquet")}
    files["observations"] = sorted(folder.glob("observations/*/*/*.parquet"))
    assert set(known) == set(files)
    for name, paths in files.items():
        columns = {column for path in paths for column in pq.read_schema(path).names}
        columns |= {"source", "release"} if name == "observations" else set()
        assert {one.name for one in known[name].columns} == columns
        assert all(one.meaning and one.kind in dictionary.KINDS for one in known[name].columns)
        assert set(dictionary.words().get(name, {})) - {"about"} <= columns
    assert set(dictionary.words()) - {"signs"} <= set(known)


def test_every_table_and_column_is_on_the_page(words, store):
    for table in dictionary.tables(store).values():
        assert table.about in words
        assert all(one.name in words and one.meaning in words for one in table.columns)


def test_every_flag_in_the_tables_is_among_the_signs(store):
    rows = ds.dataset(f"{store.address}/observations", format="parquet").to_table(columns=["magnitude", "qualifier"])
    signs = dictionary.signs()
    for column in rows.column_names:
        found = {flag for flag in rows[column].unique().to_pylist() if flag is not None}
        assert found
        assert found <= set(signs.loc[signs["place"].str.contains(column), "sign"])


def test_signs_tell_the_limits_that_the_charts_go_by(words):
    assert sampling.state(29) == "hidden"
    assert sampling.state(30) == sampling.state(49) == "pale"
    assert sampling.state(50) == "plain"
    assert "30 to 49 children asked, or an interval of 30 points and more" in words
    assert "33 to 60% of the region's children; under 33% none is shown" in words
    assert "{" not in " ".join(dictionary.signs()["meaning"])


def test_every_release_has_its_files_and_its_citation(laid, store, client):
    links = {part.href for part in parts(laid) if isinstance(part, html.A)}
    for one in store.releases.values():
        address = packages.address(store, one)
        assert {f"{address}.csv", f"{address}.parquet"} <= links
    inside = [link for link in links if link.startswith("/data/") or link == "/openapi.json"]
    assert len(inside) > 50
    for link in inside:
        assert client.head(link).status_code == 200, link
    codes = [getattr(part, "data-code") for part in parts(laid) if hasattr(part, "data-code")]
    assert sum(text.startswith("@misc") for text in codes) == len(store.releases) + 1
    assert sum(text.startswith("TY  - ") for text in codes) == len(store.releases) + 1


def test_commands_to_rebuild_are_commands_there_are():
    said = re.findall(r"\boosc ((?:etl )?\w+)", data_use.REBUILD + data_use.ELSEWHERE)
    assert {"etl build", "etl check", "serve"} <= set(said)
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    assert all(f"oosc {one}" in readme for one in said)


@pytest.mark.parametrize(
    "text",
    [
        "trend?place=PAK",
        "/figures/trend.html?place=PAK",
        "https://example.org:8443/figures/trend.png?place=PAK&size=slide&scale=2",
        " http://127.0.0.1:8050/embed/trend?place=PAK ",
    ],
)
def test_code_is_given_for_any_address_of_a_chart(text, store):
    codes = [
        getattr(part, "data-code")
        for part in parts(html.Div(data_use.reading(text, store)))
        if hasattr(part, "data-code")
    ]
    assert len(codes) == len(code.PROGRAMS)
    assert all("{origin}/figures/trend.csv?place=PAK" in one for one in codes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no chart's address"),
        ("trent", "Did you mean 'trend'?"),
        ("trend?place=QQQ", "No place is called 'QQQ'"),
        ("/country?place=PAK", "no chart's address"),
        ("http://[", "no address"),
        ("trend?size=1e9", "no size"),
        ("x" * 9000, "There is no chart"),
    ],
)
def test_what_is_no_address_of_a_chart_is_told_in_words(text, words, store):
    (told,) = data_use.reading(text, store)
    assert words in told.children


def test_chart_without_figures_says_why_beside_its_code(store):
    told, shown = data_use.reading("trend?place=RUS&method=model", store)
    assert "administrative rates" in told.children
    assert isinstance(shown, html.Details)


def test_code_is_under_every_card_and_names_its_rows(store):
    chart = charts.from_address("gap?place=PAK", store)
    codes = [getattr(part, "data-code") for part in parts(card(chart)) if hasattr(part, "data-code")]
    assert sum("{origin}/figures/gap.csv?place=PAK" in one for one in codes) == len(code.PROGRAMS)
    pandas, r, sheet, query = code.snippets("https://example.org/a.csv?b=c").values()
    compile(pandas, "pandas", "exec")
    assert r == 'rows <- read.csv("https://example.org/a.csv?b=c", na.strings = "", encoding = "UTF-8")'
    assert sheet == '=IMPORTDATA("https://example.org/a.csv?b=c")'
    assert query.startswith("let\n")
    assert "{{" not in query
    assert query.count("(") == query.count(")")
