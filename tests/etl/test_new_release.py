"""A release of UIS that the catalogue has never heard of: fetched, or out of a zip file. Rows are those of 2024-09."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard import charts
from dashboard.app import foot
from dashboard.store import Store
from etl.add import add, to_parquet
from etl.build import Report, build
from etl.catalogue import Catalogue
from etl.errors import BadAnswer, SourceError
from etl.sources.uis_bulk import bulk_files
from etl.tables import Frames, load
from etl.tidy import LeftOut, Part, uis

SOURCES = Path(__file__).parents[2] / "data" / "sources"
NEW = "20260507-91260335"
COLUMNS = ["indicatorId", "geoUnit", "year", "value", "qualifier", "magnitude"]
PLACES = ["PAK", "NGA", "BRA", "SDG: World", "WB: High income"]
WORLD = "SDG: World"


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    """Rates and numbers of five places in 2024-09, under the names of the service's columns."""
    read = pq.read_table(SOURCES / "uis" / "2024-09.parquet").to_pandas()
    rows = read[read["geo_id"].isin(PLACES) & read["indicator_id"].str.contains("OFST")]
    named = rows.rename(columns={"indicator_id": "indicatorId", "geo_id": "geoUnit"})
    return named.assign(qualifier=None, magnitude=None)[COLUMNS].reset_index(drop=True)


def stored(folder: Path, name: str, frame: pd.DataFrame, title: str) -> None:
    """A file of `data/sources` as a fetch leaves it."""
    table = pa.Table.from_pandas(frame.assign(file="a"), preserve_index=False)
    (folder / f"{name}.parquet").write_bytes(to_parquet(table))
    files = [{"name": "a", "sha256": "0" * 64, "rows": len(frame)}]
    known = {"title": title, "release_date": "2026-05-07", "release_stated": "stated", "publisher": "UIS"}
    known |= {"licence": "CC BY-SA 4.0", "licence_url": None, "attribution": "Source: UIS.", "files": files}
    (folder / f"{name}.meta.json").write_text(json.dumps(known))


@pytest.fixture(scope="module")
def fetched(real: pd.DataFrame) -> pd.DataFrame:
    """As fetched in 2026: income groups stamped, and a place, a region and a code that nobody here knows."""
    rows = real.assign(geoUnit=real["geoUnit"].replace("WB: High income", "WB: High income (July 2025)"))
    brazil = rows[rows["geoUnit"].eq("BRA") & rows["indicatorId"].eq("ROFST.1.CP")]
    strange = [brazil.assign(geoUnit=place) for place in ("XQZ", "ECA: New union", "NEW-UNION")]
    return pd.concat([rows, *strange, brazil.assign(indicatorId="QUTP.1.NEW")], ignore_index=True)


@pytest.fixture(scope="module")
def new_home(tmp_path_factory: pytest.TempPathFactory, fetched: pd.DataFrame) -> Path:
    folder = tmp_path_factory.mktemp("new")
    for path in SOURCES.iterdir():
        if path.name != "uis":
            (folder / "sources").mkdir(exist_ok=True)
            (folder / "sources" / path.name).symlink_to(path)
    shutil.copytree(SOURCES / "uis", folder / "sources" / "uis")
    here = folder / "sources" / "uis"
    stored(here, NEW, fetched, "UIS, February 2026 (version 20260507)")
    stored(
        here, f"{NEW}-labels", pd.DataFrame([["ROFST.1.CP", "A newer label"]], columns=["indicator_id", "label"]), ""
    )
    units = [("XQZ", "New Land", "NATIONAL", None), ("ECA: New union", "New union", "REGIONAL", "ECA")]
    units += [("NEW-UNION", "All of them", "REGIONAL", "NEW-UNION"), ("PAK", "Islamic Republic", "NATIONAL", None)]
    stored(here, f"{NEW}-geounits", pd.DataFrame(units, columns=["id", "name", "type", "regionGroup"]), "")
    return folder


@pytest.fixture(scope="module")
def built(new_home: Path) -> Report:
    return build(new_home)


@pytest.fixture(scope="module")
def new(built: Report) -> Frames:
    return load(built.tables)


@pytest.fixture(scope="module")
def shown(built: Report) -> Store:
    return Store(str(built.tables))


def made(rows: list[tuple], catalogue: Catalogue, listed: tuple[str, ...] = ()) -> tuple[Part | None, list[LeftOut]]:
    found = uis.observations(pd.DataFrame(rows, columns=COLUMNS), NEW, {"PAK", *listed}, catalogue)
    parts = [one for one in found if isinstance(one, Part)]
    return (parts[0] if parts else None), [one for one in found if isinstance(one, LeftOut)]


def test_figures_arrive_as_published(new: Frames, real: pd.DataFrame):
    ours = new.observations.query(f"release == '{NEW}'").set_index(["indicator", "place", "year"])["value"]
    theirs = real.set_index(["indicatorId", "geoUnit", "year"])["value"]
    assert ours.loc[theirs.index].equals(theirs.rename_axis(ours.index.names))


def test_a_release_is_called_by_its_title_and_dated_by_its_version(new: Frames):
    (told,) = new.releases.query(f"release == '{NEW}'").to_dict("records")
    assert told["label"] == "UIS, February 2026 (version 20260507)"
    assert (told["date"], told["licence"]) == ("2026-05-07", "CC BY-SA 4.0")


def test_the_version_is_a_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OOSC_DATA", str(tmp_path))
    file = tmp_path / "mine.csv"
    file.write_text(f"{','.join(COLUMNS)}\nROFST.1.CP,BRA,2019,3.948,,\n")
    path = add("uis", file, NEW).path
    assert json.loads(path.with_name(f"{NEW}.meta.json").read_text())["release_date"] == "2026-05-07"


def test_places_that_only_the_release_names_become_places(new: Frames):
    places = new.places.set_index("place")
    assert tuple(places.loc["XQZ", ["name", "kind", "slug"]]) == ("New Land", "country", "new-land")
    assert tuple(places.loc["ECA: New union", ["name", "kind"]]) == ("New union", "region")
    assert tuple(places.loc["NEW-UNION", ["name", "kind"]]) == ("All of them", "region")
    assert places.loc["PAK", "name"] == "Pakistan"


def test_no_place_loses_its_address_to_a_new_one(new: Frames, store: Store):
    before = store.table("places").set_index("place")["slug"]
    assert new.places.set_index("place")["slug"].loc[before.index].tolist() == before.tolist()


def test_stamped_groups_fold_into_one(new: Frames):
    places = set(new.observations.query(f"release == '{NEW}'")["place"])
    assert "WB: High income" in places
    assert "WB: High income (July 2025)" not in places


def test_unknown_codes_are_left_out_and_counted(built: Report, fetched: pd.DataFrame):
    (left,) = (one for one in built.left_out if one.release == NEW)
    assert (left.rule, left.rows) == ("unknown_code", int(fetched["indicatorId"].eq("QUTP.1.NEW").sum()))
    assert "QUTP.1.NEW" in left.reason


def test_its_labels_are_the_newest(new: Frames):
    labels = new.indicators.query("source == 'uis'").set_index("indicator")["label"]
    assert labels["ROFST.1.CP"] == "A newer label"


def test_the_surveys_behind_its_rates_are_named_and_traced(new: Frames):
    rates = new.observations.query(f"release == '{NEW}' and method == 'survey' and place == 'NGA'")
    assert any("DHS" in name for name in rates["survey"].dropna().unique())
    (told,) = new.releases.query(f"release == '{NEW}'").to_dict("records")
    assert any("survey" in file["name"] for file in json.loads(told["files"]))


@pytest.mark.parametrize(
    ("magnitude", "expected"), [("NIL", 0.0), ("NA", None), ("SUPP", None), ("INCLUDED", None), (None, 0.0)]
)
def test_flags_say_what_a_0_means(magnitude: str | None, expected: float | None, catalogue: Catalogue):
    part, _ = made([("OFST.1.CP", "PAK", 2019, 0.0, None, magnitude)], catalogue)
    (value,) = part.frame["value"]
    assert value == expected or (expected is None and pd.isna(value))


def test_a_place_that_nobody_names_is_left_out(catalogue: Catalogue):
    part, left = made([("ROFST.1.CP", place, 2019, 3.9, None, None) for place in ("PAK", "QQQ")], catalogue)
    assert list(part.frame["place"]) == ["PAK"]
    assert [(one.rule, one.rows) for one in left] == [("unknown_place", 1)]


def test_two_editions_of_a_group_are_never_one(catalogue: Catalogue):
    stamped = [f"WB: High income (July {year})" for year in (2024, 2025)]
    rows = [("ROFST.1.CP", place, 2019, year, None, None) for place, year in zip(stamped, (1.0, 2.0), strict=True)]
    part, left = made(rows, catalogue)
    assert part.frame[["place", "value"]].to_numpy().tolist() == [["WB: High income", 2.0]]
    assert [one.rule for one in left] == ["older_class"]


def test_regions_under_former_names_are_todays(catalogue: Catalogue):
    part, _ = made([("ROFST.1.CP", "SDG: Africa (Sub-Saharan)", 2019, 20.0, None, None)], catalogue)
    assert list(part.frame["place"]) == ["SDG: Sub-Saharan Africa"]


def test_codes_in_mixed_case_and_with_blanks_are_known(catalogue: Catalogue):
    part, left = made([(" Rofst.1.Cp ", "PAK", 2019, 20.0, None, None)], catalogue)
    assert list(part.frame["indicator"]) == ["ROFST.1.CP"]
    assert not left


def test_a_release_of_nothing_known_has_no_part(catalogue: Catalogue):
    part, left = made([("QUTP.1.NEW", "PAK", 2019, 20.0, None, None)], catalogue)
    assert part is None
    assert left[0].rows == 1


# Shown ---------------------------------------------------------------------------------------------------------------


def test_charts_take_the_new_release(shown: Store):
    chart = charts.from_address("trend?place=PAK", shown)
    assert "UIS, February 2026 (version 20260507)" in chart.source_line
    assert "UIS, September 2024" not in chart.source_line
    observed = chart.data[chart.data["method"].isin(["administrative", "survey"])]
    assert set(observed["release_id"]) == {f"uis-{NEW}"}
    assert "figure of UIS 2026-05" in chart.note
    assert "lost UIS's flags" not in chart.note


def test_groups_and_the_foot_take_it_too(shown: Store):
    chart = charts.from_address("gap?place=PAK&dimension=wealth", shown)
    assert f"uis-{NEW}" in set(chart.data["release_id"])
    assert "CC BY-SA 4.0" in str(foot(shown))


def test_the_former_release_keeps_its_addresses(shown: Store):
    for address in ("trend?place=PAK&method=administrative", "gap?place=PAK&dimension=wealth"):
        chart = charts.from_address(f"{address}&release=uis-2024-09", shown)
        assert chart.source_line == "Source: UIS, September 2024."


@pytest.mark.parametrize("kind", ["administrative rates", "survey rates"])
def test_a_part_of_a_release_is_not_taken(kind: str, store: Store, shown: Store):
    """2025-02 and 2026-02 are newer than 2024-09 and have neither; a release with all has its turn."""
    assert store.holdings.newest("uis", kind) == "uis-2024-09"
    assert shown.holdings.newest("uis", kind) == f"uis-{NEW}"
    assert store.holdings.newest("uis", "numbers of regions") == "uis-2026-02"
    assert store.holdings.newest("unhcr", kind) == "unhcr-none"


# Zip files -----------------------------------------------------------------------------------------------------------

LABELS = [("ROFST.1.CP", " Taux d’enfants non scolarisés"), ("OFST.1.CP", "Enfants non scolarisés")]
README = "SDG/SDG_README_RELEASE_2025_February.md"


def bulk(real: pd.DataFrame, folder: str = "SDG/", change: Callable[[str], str] = str) -> dict[str, bytes]:
    """The members of SDG.zip, in the layout of the publisher, out of real rows."""
    national = ~real["geoUnit"].str.contains(":")
    bodies = [real.loc[where, [*COLUMNS[:4], "magnitude", "qualifier"]] for where in (national, ~national)]
    text = [frame.to_csv(index=False, header=False) for frame in bodies]
    labels = "".join(f'{code},"{label}"\n' for code, label in LABELS)
    return {
        f"{folder}SDG_README_RELEASE_2025_February.md": b"# CC BY-SA 3.0 IGO",
        f"{folder}SDG_DATA_NATIONAL.csv": b"\xef\xbb\xbf"
        + change(f"INDICATOR_ID,COUNTRY_ID,YEAR,VALUE,MAGNITUDE,QUALIFIER\n{text[0]}").encode(),
        f"{folder}SDG_DATA_REGIONAL.csv": f"indicator_id,Region_Id,year,value,magnitude,qualifier\n{text[1]}".encode(),
        f"{folder}SDG_LABEL.csv": f"Indicator_Id,INDICATOR_LABEL_EN\n{labels}".encode("cp1252"),
        f"{folder}SDG_COUNTRY.csv": b"COUNTRY_ID,COUNTRY_NAME_EN\nPAK,Pakistan\nNGA,Nigeria\nBRA,Brazil\n",
        f"{folder}SDG_REGION.csv": b"Region_ID,Country_ID,Country_Name_En\nSDG: World,PAK,x\nSDG: World,NGA,x\n",
        f"{folder}SDG_METADATA.csv": b"not read",
        "__MACOSX/SDG/._SDG_LABEL.csv": b"\x00",
    }


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OOSC_DATA", str(tmp_path / "data"))
    return tmp_path


def table(path: Path, part: str = "") -> pd.DataFrame:
    return pq.read_table(path.with_name(f"{path.stem}{part}.parquet"), partitioning=None).to_pandas()


def test_a_bulk_zip_is_taken_in_whole(empty: Path, real: pd.DataFrame):
    report = add("uis", zipped(empty / "SDG.zip", bulk(real)), "2025-02")
    assert report.rows == report.total_rows == len(real)
    assert report.files == ("SDG.zip: SDG/SDG_DATA_NATIONAL.csv", "SDG.zip: SDG/SDG_DATA_REGIONAL.csv")
    key = ["indicator_id", "geo_id", "year"]
    ours = table(report.path).set_index(key)["value"].sort_index()
    theirs = real.set_index(COLUMNS[:3])["value"].sort_index()
    assert (ours.to_numpy() == theirs.to_numpy()).all()
    assert ours.index.tolist() == theirs.index.tolist()


def test_its_lists_stand_beside_it(empty: Path, real: pd.DataFrame):
    path = add("uis", zipped(empty / "SDG.zip", bulk(real)), "2025-02").path
    assert table(path, "-labels")["label"].tolist() == [label for _, label in LABELS]
    units = table(path, "-geounits")[["id", "name", "type", "regionGroup"]].astype(object)
    assert units.to_numpy().tolist()[-1] == [WORLD, "World", "REGIONAL", "SDG"]
    assert units["id"].tolist() == ["PAK", "NGA", "BRA", WORLD]
    told = json.loads(path.with_name("2025-02.meta.json").read_text())
    assert (told["title"], told["release_date"]) == ("UIS bulk files, February 2025", "2025-02")
    assert told["origin"].startswith("SDG.zip, sha256 ")


def test_a_bulk_release_is_tidied_with_its_flags(empty: Path, real: pd.DataFrame, catalogue: Catalogue):
    first = real.iloc[0]
    line = f"{first['indicatorId']},{first['geoUnit']},{first['year']},{float(first['value'])},,"
    members = bulk(real, change=lambda text: text.replace(line, f"{line[:-2]},NA,NAT_EST", 1))
    path = add("uis", zipped(empty / "SDG.zip", members), "2025-02").path
    found = uis.observations(table(path), "2025-02", {"PAK", "NGA", "BRA"}, catalogue)
    (part,) = found
    (row,) = part.frame[part.frame["magnitude"].eq("NA")].to_dict("records")
    assert (row["indicator"], row["place"], row["qualifier"]) == (first["indicatorId"], first["geoUnit"], "NAT_EST")
    assert pd.isna(row["value"])


def test_the_same_zip_twice_changes_nothing_and_a_second_one_is_appended(empty: Path, real: pd.DataFrame):
    rates = real["indicatorId"].str.startswith("ROFST")
    sdg, opri = (zipped(empty / f"{name}.zip", bulk(real[rows])) for name, rows in (("SDG", rates), ("OPRI", ~rates)))
    path = add("uis", sdg, "2025-02").path
    before = path.read_bytes()
    assert add("uis", sdg, "2025-02").unchanged
    assert path.read_bytes() == before
    assert add("uis", opri, "2025-02").total_rows == len(real)
    assert len(table(path, "-geounits")) == 4


def test_plain_bulk_tables_are_known(empty: Path, real: pd.DataFrame):
    for name, content in bulk(real, folder="").items():
        if "_DATA_" in name:
            (empty / name).write_bytes(content)
            report = add("uis", empty / name, "2025-02")
    assert report.total_rows == len(real)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_is_taken_in(form: str, empty: Path, real: pd.DataFrame):
    rows = real[real["indicatorId"].eq("ROFST.1.CP")]
    if form == "csv":
        content = rows.assign(footnotes="[]")[[*COLUMNS[::-1], "footnotes"]].to_csv(index=False)
    else:
        records = rows.astype(object).where(rows.notna(), None).to_dict("records")
        content = json.dumps({"hints": [], "records": records, "indicatorMetadata": []})
    file = {f"indicator-data-export_ROFST.1.CP/data.{form}": content.encode(), "README.md": b"#"}
    path = add("uis", zipped(empty / "export.zip", file), NEW).path
    got = table(path)
    assert list(got)[:-1] == COLUMNS
    assert got["value"].tolist() == rows["value"].tolist()
    assert json.loads(path.with_name(f"{NEW}.meta.json").read_text())["licence"] == "CC BY-SA 4.0"


BOMB = {"SDG_DATA_NATIONAL.csv": b"0" * 60_000_000}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"notes.txt": b"x"}, "holds no table that is known here, but notes.txt"),
        (BOMB, "unpack to more than a file of UIS can hold"),
        ({README: b"#"}, "holds a readme and no tables"),
        ({"SDG_LABEL.csv": b"INDICATOR_ID,INDICATOR_LABEL_EN\nA,\x81\n"}, "neither in UTF-8 nor in cp1252"),
        ({"SDG_COUNTRY.csv": b"ID,NAME\nA,B\n"}, "has no column COUNTRY_ID"),
        ({"indicator-data-export_X/data.csv": b"geoUnit,year\nPAK,2019\n"}, "has no column indicatorId"),
        ({"indicator-data-export_X/data.json": b'{"records": [{"value": NaN}]}'}, "NaN, which is no number"),
        ({"indicator-data-export_X/data.json": b"<html>"}, "does not hold records"),
    ],
)
def test_zip_files_that_are_not_what_they_should_be_are_refused(members: dict[str, bytes], said: str, empty: Path):
    with pytest.raises(SourceError, match=said):
        add("uis", zipped(empty / "SDG.zip", members), "2025-02")
    assert not (empty / "data").exists()


def test_a_cut_off_zip_and_a_fault_in_one_table_leave_nothing(empty: Path, real: pd.DataFrame):
    whole = zipped(empty / "SDG.zip", bulk(real)).read_bytes()
    (empty / "cut.zip").write_bytes(whole[:-400])
    with pytest.raises(SourceError, match="damaged, cut-off or encrypted"):
        add("uis", empty / "cut.zip", "2025-02")
    wrong = bulk(real, change=lambda text: text.replace(",2019,", ",last year,", 1))
    with pytest.raises(SourceError, match=r"SDG_DATA_NATIONAL\.csv line \d+: year is"):
        add("uis", zipped(empty / "SDG.zip", wrong), "2025-02")
    assert not (empty / "data").exists()


# The page of bulk files ----------------------------------------------------------------------------------------------


def session(text: str) -> SimpleNamespace:
    return SimpleNamespace(get=lambda url, timeout: SimpleNamespace(text=text, raise_for_status=lambda: None))


def test_the_page_of_bulk_files_is_read():
    listed = [
        {
            "title": " SDG 4",
            "url": "https://x.example/bdds/202602/SDG.zip",
            "lastUpdated": "Last update: February 2026",
        },
        {"title": "Readme", "url": "https://x.example/readme.pdf", "lastUpdated": ""},
        {"title": "Archive", "url": "https://x.example/A.zip", "lastUpdated": None},
    ]
    page = {"props": {"pageProps": {"dato": {"bulkDownload": {"resources": listed}}}}}
    text = f'<html><script id="__NEXT_DATA__" type="application/json">{json.dumps(page)}</script></html>'
    sdg, archive = bulk_files(session(text))
    assert (sdg.title, sdg.updated, archive.updated) == ("SDG 4", "February 2026", "")
    with pytest.raises(BadAnswer, match="has no list of bulk files"):
        bulk_files(session("<html>moved</html>"))
