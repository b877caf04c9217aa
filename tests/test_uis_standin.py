"""The stand-in for the UIS data API answers as the recorded API did, and goes wrong as told."""

import gzip
import hashlib
import http.client
import io
import json
import math
import zipfile
from urllib.parse import urlsplit

import pandas as pd
import pytest
import requests

from tests.uis_standin import Fault, StandIn, figures, recorded, with_flags

SEPTEMBER_2024 = "20240913-b8ca1963"
SWISS = "/data/indicators?geoUnit=CHE&indicator=CR.1"


@pytest.fixture(scope="module")
def server():
    with StandIn() as running:
        yield running


@pytest.fixture(autouse=True)
def _healed(server):
    yield
    server.heal()


def get(server, address, **more):
    return requests.get(server.url + address, timeout=20, **more)


def shape(value):
    """Keys in their order and types of values; a list is as its first item."""
    if isinstance(value, dict):
        return [(key, shape(part)) for key, part in value.items()]
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


SIDECAR = json.loads(recorded.SIDECAR.read_text(encoding="utf-8"))
RECORDED = {file["name"].removeprefix("uis_").removesuffix(".json"): file for file in SIDECAR["files"][:-1]}


@pytest.mark.parametrize("name", RECORDED)
def test_what_is_rebuilt_is_byte_for_byte_what_was_recorded(name):
    assert hashlib.sha256(recorded.body(name)).hexdigest() == RECORDED[name]["sha256"]


def test_the_paths_recorded_are_served(server):
    for path in recorded.answer("openapi_query_params"):
        assert requests.get(f"{server.root}{path}", timeout=20).status_code != 404


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("data_records", SWISS),
        ("data_empty", "/data/indicators?geoUnit=CHE&indicator=CR.1.F&end=2005&start=2005"),
        ("data_unknown_geounit", "/data/indicators?geoUnit=XXX&indicator=CR.1"),
        ("definitions_indicators", "/definitions/indicators"),
        ("definitions_geounits", "/definitions/geounits"),
        ("versions", "/versions"),
    ],
)
def test_shapes_are_those_recorded(server, name, address):
    assert shape(get(server, address).json()) == shape(recorded.answer(name))


def test_the_recorded_figures_and_versions_are_served(server):
    then = {one["year"]: one["value"] for one in recorded.answer("data_records")["records"]}
    now = {one["year"]: one["value"] for one in get(server, SWISS).json()["records"]}
    assert len(now) == 14
    assert now.keys() == then.keys()
    assert now[2006] == then[2006] == 97.72
    versions = get(server, "/versions").json()
    assert versions[:15] == recorded.answer("versions")
    assert get(server, "/versions/default").json() == versions[13]


def test_numbers_flags_and_gaps_are_written_as_the_api_writes_them():
    flagged = with_flags(figures("2025-02"))
    with StandIn({"20250225-2ae60fad": flagged}) as server:
        answer = get(server, "/data/indicators?indicator=ROFST.MOD.1")
        records = answer.json()["records"]
        assert pd.DataFrame(records)["value"].equals(
            server.served("20250225-2ae60fad").query("indicatorId == 'ROFST.MOD.1'")["value"].reset_index(drop=True)
        )
    flags = [(one["magnitude"], one["value"]) for one in records[:4]]
    assert flags == [("SUPP", None), ("INCLUDED", None), ("NIL", 0), ("NA", 0)]
    assert [one["qualifier"] for one in records[6:8]] == ["NAT_EST", "UIS_EST"]
    assert b'"value":0,"magnitude":"NA","qualifier":null}' in answer.content
    assert {type(one["value"]) for one in records} == {int, float, type(None)}


def test_filters(server):
    rows = server.served(SEPTEMBER_2024).query("indicatorId in ('CR.1', 'ROFST.1.CP') and 2015 <= year <= 2018")
    both = "/data/indicators?indicator=CR.1&indicator=ROFST.1.CP&start=2015&end=2018"
    assert len(get(server, both).json()["records"]) == len(rows)
    parts = [get(server, f"{both}&geoUnitType={kind}").json()["records"] for kind in ("NATIONAL", "REGIONAL")]
    assert all(parts)
    assert sum(map(len, parts)) == len(rows)
    assert {one["geoUnit"] for one in parts[1]} >= {"SDG: World"}
    world = get(server, "/data/indicators?geoUnit=SDG%3A%20World&geoUnitType=NATIONAL&indicator=ROFST.1.CP")
    assert {one["geoUnit"] for one in world.json()["records"]} == {"SDG: World"}
    assert get(server, f"{SWISS}&startYear=2015&theme=bogus").json() == get(server, SWISS).json()
    older = get(server, "/data/indicators?indicator=ROFST.1.CP&version=20190201-standin0").json()["records"]
    assert len(older) == (figures("2019-02")["indicatorId"] == "ROFST.1.CP").sum()


def test_extras_only_when_asked_in_lower_case(server):
    answer = get(server, f"{SWISS}&footnotes=true&indicatorMetadata=true").json()
    note = [("type", "str"), ("subtype", "str"), ("value", "str")]
    assert shape(answer["records"][0])[-1] == ("footnotes", [note])
    assert answer["records"][1]["footnotes"] == []
    (item,) = answer["indicatorMetadata"]
    assert list(item)[-2:] == ["glossaryTerms", "disaggregations"]
    assert item["disaggregations"][0]["code"] == "EduLvl:ISCED1"
    assert get(server, f"{SWISS}&footnotes=True&indicatorMetadata=1").json() == get(server, SWISS).json()


def test_hints_come_beside_what_is_good(server):
    mixed = get(server, f"{SWISS}&geoUnit=XXX&indicator=XX.INDICADOR.FALSO").json()
    assert len(mixed["records"]) == 14
    assert mixed["hints"] == [
        {"code": "UIS::HINT::001", "message": "The indicator could not be found, XX.INDICADOR.FALSO"},
        {"code": "UIS::HINT::003", "message": "The geoUnit could not be found, XXX"},
    ]
    (hint,) = get(server, f"{SWISS}&start=2090").json()["hints"]
    said = "No data for the given time range, available time range for indicator CR.1= start: 1996, end: 2023"
    assert hint == {"code": "UIS::HINT::004", "message": said}


def test_refusals():
    with StandIn(limit=1823, address_limit=200) as server:
        count = len(server.served("20260224-aef8b145").query("indicatorId.str.startswith('OFST')"))
        every = "&".join(f"indicator={code}&version=20260224-aef8b145" for code in ("OFST.1.CP", "OFST.1.F.CP"))
        answer = get(server, f"/data/indicators?{every}&indicator=OFST.1.M.CP")
        assert (answer.status_code, list(answer.json())) == (400, ["message", "error", "statusCode"])
        assert answer.json()["message"] == (
            f"Too much data requested ({count} records), please reduce the amount of records queried to less than 1823 "
            "by using the available filter options."
        )
        assert get(server, "/data/indicators").status_code == 400
        assert get(server, f"{SWISS}&version=20990101-00000000").json()["error"] == "Bad Request"
        assert isinstance(get(server, f"{SWISS}&start=soon").json()["message"], list)
        assert get(server, f"{SWISS}&geoUnitType={'N' * 200}").status_code == 414
        lost = get(server, "/indicators")
        assert lost.json() == {"message": "Cannot GET /api/public/indicators", "error": "Not Found", "statusCode": 404}
        assert [one.status for one in server.requests] == [400, 400, 400, 400, 414, 404]


@pytest.mark.parametrize(("served", "status"), [(False, 400), (True, 200)])
def test_the_limit_itself_is_a_guess(served, status):
    count = (figures("2025-02")["geoUnit"] == "CHE").sum()
    with StandIn({"20250225-2ae60fad": "2025-02"}, limit=count, limit_is_served=served) as server:
        assert get(server, "/data/indicators?geoUnit=CHE").status_code == status


def test_gzip_and_etag(server):
    plain = get(server, SWISS, headers={"Accept-Encoding": "identity"})
    packed = get(server, SWISS)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.content == packed.content
    again = get(server, SWISS, headers={"If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("version", "date"), [("20250225", "2025-02-23"), ("20260224", "02/09/2026")])
def test_dates_change_their_form(server, version, date):
    full = next(one for one in get(server, "/versions").json() if one["version"].startswith(version))
    items = get(server, f"/definitions/indicators?version={full['version']}").json()
    assert {one["lastDataUpdate"] for one in items} == {date}
    first = items[0]["dataAvailability"]
    own = server.served(full["version"]).query(f"indicatorId == '{items[0]['indicatorCode']}'")
    assert first["totalRecordCount"] == len(own)
    assert first["timeLine"] == {"min": own["year"].min(), "max": own["year"].max()}


def test_geo_units(server):
    units = get(server, "/definitions/geounits?version=20260224-aef8b145").json()
    ids = [one["id"] for one in units]
    assert len(set(ids)) == len(ids)
    assert sum(one["type"] == "REGIONAL" for one in units) == 221
    assert {"CHE", "SDG: World", "WB: High income (July 2025)", "CECC-SICA"} <= set(ids)
    old = {one["id"]: one["name"] for one in get(server, "/definitions/geounits?version=20190201-standin0").json()}
    assert old["40334"] == "Least Developed Countries"


def test_exports(server):
    for kind, name in (("csv", "data.csv"), ("json", "data.json"), ("excel", "data.xlsx")):
        answer = get(server, SWISS.replace("?", f"/export?format={kind}&"))
        assert answer.headers["Content-Type"] == "application/zip"
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        assert archive.namelist()[0] == f"indicator-data-export_CR.1/{name}"
        if kind == "csv":
            table = pd.read_csv(archive.open(archive.namelist()[0]))
            assert table["value"].tolist() == [one["value"] for one in get(server, SWISS).json()["records"]]
    assert get(server, "/definitions/geounits/export?format=csv").status_code == 200


def test_bulk_files(server):
    page = requests.get(server.bulk_url, timeout=20).text
    listed = json.loads(page.partition('type="application/json">')[2].partition("</script>")[0])
    files = listed["props"]["pageProps"]["dato"]["bulkDownload"]["resources"]
    assert [one["url"].rpartition("/")[2] for one in files] == ["SDG.zip", "OPRI.zip", "EDUN.zip", "README.pdf"]
    archive = zipfile.ZipFile(io.BytesIO(requests.get(files[1]["url"], timeout=20).content))
    with pytest.raises(UnicodeDecodeError):
        archive.read("OPRI/OPRI_LABEL.csv").decode()
    read = {"keep_default_na": False, "na_values": [""]}
    table = pd.read_csv(archive.open("OPRI/OPRI_DATA_NATIONAL.csv"), encoding="utf-8-sig", **read)
    own = server.bulk.served("OPRI")
    assert "NA" in set(table["MAGNITUDE"])
    assert len(table) + len(pd.read_csv(archive.open("OPRI/OPRI_DATA_REGIONAL.csv"))) == len(own)
    assert requests.get(files[2]["url"], timeout=20).status_code == 404


def records(server, **options):
    return json.loads(get(server, SWISS, **options).content)["records"]  # unlike .json(), takes NaN everywhere


def test_faults_in_the_records(server):
    good = records(server)

    def hit(fault, **options):
        server.inject(fault, **options)
        return records(server)

    assert hit(Fault.DUPLICATE_RECORDS) == [*good, good[0]]
    assert hit(Fault.FOREIGN_RECORD)[-1]["indicatorId"] == "FTP.1"
    assert math.isnan(hit(Fault.NOT_A_NUMBER)[0]["value"])
    assert hit(Fault.INFINITY)[0]["value"] == math.inf
    assert hit(Fault.TEXT_VALUE)[0]["value"] == "97.72"
    assert hit(Fault.ENORMOUS_INTEGER)[0]["value"] == 10**400
    assert hit(Fault.HALF_THE_DATA) == good[:7]
    assert "year" not in hit(Fault.MISSING_FIELD, field="year")[0]
    assert list(hit(Fault.UNKNOWN_FIELD)[0])[-1] == "unitOfMeasure"
    assert records(server) == good


def test_faults_in_the_catalogue(server):
    server.inject("empty_catalogue")
    server.inject(Fault.VERSION_CHANGES, after=1)
    defaults = [get(server, "/versions/default").json()["version"] for _ in range(3)]
    assert defaults == [SEPTEMBER_2024, "20260224-aef8b145", SEPTEMBER_2024]
    assert get(server, "/definitions/indicators").json() == []
    assert len(get(server, "/definitions/indicators").json()) == 393


def test_faults_of_the_whole_answer(server):
    server.inject(Fault.TOO_MANY_REQUESTS, retry_after=7)
    server.inject(Fault.TOO_MANY_REQUESTS, retry_after=7, as_date=True)
    server.inject(Fault.SERVER_ERROR, status=504, times=2)
    server.inject(Fault.HTML_200)
    server.inject(Fault.NOT_JSON)
    answers = [get(server, SWISS) for _ in range(7)]
    assert [one.status_code for one in answers] == [429, 429, 504, 504, 200, 200, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[1].headers["Retry-After"].endswith("GMT")
    assert answers[4].headers["Content-Type"].startswith("text/html")
    for spoilt in answers[4:6]:
        with pytest.raises(requests.JSONDecodeError):
            spoilt.json()
    assert [one.fault for one in server.requests[-2:]] == [Fault.NOT_JSON, None]


def test_a_fault_is_not_misspelt(server):
    with pytest.raises(TypeError, match="retry"):
        server.inject(Fault.TOO_MANY_REQUESTS, retry=5)
    with pytest.raises(ValueError, match="too_many"):
        server.inject("too_many")


def test_faults_of_the_connection(server):
    for fault in (Fault.RESET_MID_BODY, Fault.WRONG_LENGTH):
        server.inject(fault)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get(server, SWISS)
    server.inject(Fault.SLOW_DRIP, pieces=3, pause=0.01)
    assert len(records(server)) == 14
    server.inject(Fault.SLOW_DRIP, wait=0.5)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(server.url + SWISS, timeout=0.1)
    server.inject(Fault.TRUNCATED_GZIP, path="*")
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.request("GET", (server.url + SWISS).removeprefix(server.root))
    packed = connection.getresponse().read()
    connection.close()
    with pytest.raises(EOFError):
        gzip.decompress(packed)


def test_a_release_can_appear_while_the_server_runs():
    with StandIn({SEPTEMBER_2024: "2024-09"}) as server:
        server.publish("20250225-2ae60fad", "2025-02")
        assert get(server, "/versions/default").json()["version"] == "20250225-2ae60fad"
        assert len(get(server, "/definitions/indicators").json()) == 2
        server.publish("20261101-standin0", figures("2024-09").head(100))
        assert get(server, "/versions").json()[0]["version"] == "20261101-standin0"
