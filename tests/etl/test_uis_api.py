"""The client of the UIS data service, against its recorded answers, the stand-in, and answers made to order."""

import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
import requests
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from etl import errors
from etl.sources.uis_answers import RECORDS, read_answer
from etl.sources.uis_api import Patience, Query, UisApi
from etl.sources.uis_definitions import day
from etl.sources.uis_transport import retry_after
from tests.uis_standin import Fault, StandIn, recorded

VERSION = "20240913-b8ca1963"
CHE = Query(("CR.1",), "20260507-91260335", geo_units=("CHE",))
ROFST = Query(("ROFST.1.CP",), VERSION)
HASTY = Patience(attempts=3, first_wait=0, longest_wait=0, connect=5, read=5, whole=5)
URL = "https://uis.example/api/public"


class Replay(requests.adapters.HTTPAdapter):
    """Gives the answers it was given, one after the other; the last one for ever."""

    def __init__(self, *answers: tuple[int, dict[str, str], bytes] | Exception) -> None:
        super().__init__()
        self.answers = list(answers)
        self.asked: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = answer
        raw = urllib3.HTTPResponse(io.BytesIO(body), headers=headers, status=status, preload_content=False)
        return self.build_response(request, raw)


def replaying(
    *answers: tuple[int, dict[str, str], bytes] | Exception, patience: Patience = HASTY
) -> tuple[UisApi, Replay]:
    adapter = Replay(*answers)
    session = requests.Session()
    session.mount("https://", adapter)
    session.trust_env = False
    return UisApi(URL, session=session, patience=patience), adapter


def changed(**fields: Any) -> bytes:
    """The recorded records of Switzerland; fields of the first record changed, or taken out where None is given."""
    answer = json.loads(recorded.body("data_records"))
    for name, value in fields.items():
        answer["records"][0][name] = value
        if value is None:
            del answer["records"][0][name]
    return json.dumps(answer).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with StandIn() as started:
        yield started


@pytest.fixture
def api(server: StandIn) -> Iterator[UisApi]:
    with UisApi(server.url, patience=HASTY) as client:
        yield client


# Recorded answers ----------------------------------------------------------------------------------------------------


def test_recorded_records_parse_without_loss() -> None:
    body = recorded.body("data_records")
    answer = read_answer(CHE, body)
    assert answer.records.to_pylist() == json.loads(body)["records"]
    assert answer.records.schema == RECORDS
    assert answer.records["value"][13].as_py() == 99.35000000000001
    assert (answer.body, answer.hints) == (body, ())


def test_recorded_releases_parse_without_loss() -> None:
    api, _ = replaying((200, {}, recorded.body("versions")))
    found = api.versions()
    assert [version.id for version in found] == [v["version"] for v in json.loads(recorded.body("versions"))]
    assert found[0].published == datetime(2026, 5, 8, 16, 58, 36, 233000, UTC)
    assert (found[0].description, found[1].description) == ("", "Updated release files with fix for some indicators")
    updates = {version.id: version.themes["EDUCATION"] for version in found}
    assert updates["20260507-91260335"] == (date(2026, 2, 9), "February 2026 Data Release")
    assert updates["20251112-3e719d9a"][0] == date(2025, 9, 17)
    assert all(update is not None for version in found for update, _ in version.themes.values())


def test_recorded_definitions_parse_without_loss() -> None:
    body = recorded.body("definitions_indicators")
    api, _ = replaying((200, {}, body))
    for ours, theirs in zip(api.indicators("20260507-91260335"), json.loads(body), strict=True):
        held = theirs["dataAvailability"]
        assert (ours.code, ours.name, ours.theme) == (theirs["indicatorCode"], theirs["name"], theirs["theme"])
        assert ours.records == held["totalRecordCount"]
        assert (ours.first_year, ours.last_year) == (held["timeLine"]["min"], held["timeLine"]["max"])
        assert ours.kinds == tuple(sorted(held["geoUnits"]["types"]))
        assert ours.update_words == theirs["lastDataUpdateDescription"]


def test_recorded_places_parse_without_loss() -> None:
    body = recorded.body("definitions_geounits")
    api, _ = replaying((200, {}, body))
    ours = [(unit.id, unit.name, unit.kind, unit.group) for unit in api.geo_units("20260507-91260335")]
    assert ours == [(u["id"], u["name"], u["type"], u.get("regionGroup")) for u in json.loads(body)]


def test_new_fields_change_nothing() -> None:
    assert read_answer(CHE, changed(unitOfMeasure="PERCENT")).records == read_answer(CHE, changed()).records
    versions = json.loads(recorded.body("versions"))
    api, _ = replaying((200, {}, orjson.dumps([version | {"new": {"a": 1}} for version in versions])))
    assert len(api.versions()) == 15


@pytest.mark.parametrize("name", RECORDS.names)
def test_a_removed_field_of_a_record_is_named(name: str) -> None:
    with pytest.raises(errors.BadAnswer, match=f"The field “{name}” is missing from the record .*(CR.1|CHE)"):
        read_answer(CHE, changed(**{name: None}))


@pytest.mark.parametrize("name", ["hints", "records"])
def test_a_removed_list_is_named(name: str) -> None:
    answer = json.loads(changed())
    del answer[name]
    with pytest.raises(errors.BadAnswer, match=f"“{name}” is missing"):
        read_answer(CHE, orjson.dumps(answer))


@pytest.mark.parametrize(
    ("file", "method", "name"),
    [
        ("definitions_indicators", "indicators", "indicatorCode"),
        ("definitions_indicators", "indicators", "dataAvailability"),
        ("definitions_geounits", "geo_units", "type"),
        ("versions", "versions", "publicationDate"),
    ],
)
def test_a_removed_field_of_a_list_is_named_and_not_asked_for_again(file: str, method: str, name: str) -> None:
    rows = json.loads(recorded.body(file))
    del rows[3][name]
    api, adapter = replaying((200, {}, orjson.dumps(rows)))
    with pytest.raises(errors.BadAnswer, match=f"“{name}” is missing"):
        getattr(api, method)(*([] if method == "versions" else [VERSION]))
    assert len(adapter.asked) == 1


# Values --------------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e17, 1e17) | st.integers(-(10**17), 10**17), min_size=1, max_size=20))
def test_numbers_are_read_as_python_reads_them(values: list[float]) -> None:
    rows = [
        {
            "indicatorId": "CR.1",
            "geoUnit": "CHE",
            "year": 1970 + at,
            "value": value,
            "magnitude": None,
            "qualifier": None,
        }
        for at, value in enumerate(values)
    ]
    body = json.dumps({"hints": [], "records": rows, "indicatorMetadata": []}).encode()
    read = read_answer(CHE, body).records["value"].to_pylist()
    assert list(map(repr, read)) == [repr(float(row["value"])) for row in json.loads(body)["records"]]


@pytest.mark.parametrize(
    ("literal", "said"),
    [
        (b"NaN", "“NaN”, not a number"),
        (b"Infinity", "“Infinity”, not a number"),
        (b"-Infinity", "“-Infinity”, not a number"),
        (b"-1e999", "“-1e999”, larger than any number"),
        (b"1e400", "“1e400”, larger than any number"),
        (b"1" + b"0" * 400, "larger than any number"),
        (b"1" + b"0" * 30, "larger than any figure"),
        (b'"97.72"', "“97.72”, not a number"),
        (b"true", "“True”, not a number"),
    ],
)
def test_what_is_no_figure_is_refused_with_its_record(literal: bytes, said: str) -> None:
    body = changed().replace(b"97.72", literal)
    with pytest.raises(errors.BadAnswer, match=f"(?s)value of CR.1, CHE, 2006 .*{said}") as caught:
        read_answer(CHE, body)
    assert not caught.value.passing


def test_flags_and_empty_values_are_kept_as_published() -> None:
    flags = [
        ("NIL", 0, None),
        ("NA", 0, None),
        ("SUPP", None, None),
        ("INCLUDED", None, None),
        ("LOWREL", 3.5, "UIS_EST"),
    ]
    rows = [
        {"indicatorId": "CR.1", "geoUnit": "CHE", "year": 2000 + at, "value": v, "magnitude": m, "qualifier": q}
        for at, (m, v, q) in enumerate(flags)
    ]
    read = read_answer(CHE, orjson.dumps({"hints": [], "records": rows})).records.to_pylist()
    assert [(row["magnitude"], row["value"], row["qualifier"]) for row in read] == flags


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("indicatorId", "FTP.1", "the indicator “FTP.1”, which was not asked for"),
        ("geoUnit", "DEU", "the place “DEU”, which was not asked for"),
        ("year", 2007, "CR.1, CHE, 2007 more than once"),
        ("year", 20060, "not a year of our time"),
        ("year", "2006", "not a whole number"),
        ("magnitude", 7, "not a text"),
    ],
)
def test_records_that_can_not_be_are_refused(field: str, value: object, said: str) -> None:
    with pytest.raises(errors.BadAnswer, match=said):
        read_answer(CHE, changed(**{field: value}))


def test_years_that_were_not_asked_for_are_refused() -> None:
    asked = Query(("CR.1",), VERSION, start=2015, end=2018)
    with pytest.raises(errors.BadAnswer, match="holds the year 2006, and 2015 to 2018 was asked for"):
        read_answer(asked, changed())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02-23", date(2025, 2, 23)),
        ("9/17/2025", date(2025, 9, 17)),
        ("02/09/2026", date(2026, 2, 9)),
        ("17/9/2025", None),
        ("September 2025", None),
    ],
)
def test_three_forms_of_a_date(text: str, expected: date | None) -> None:
    assert day(text) == expected


# Questions and hints -------------------------------------------------------------------------------------------------


def test_an_address_is_alphabetical_and_the_same_for_the_same_question() -> None:
    query = Query(("CR.2", "CR.1", "CR.1"), VERSION, 2000, 2020, "REGIONAL", ("SDG: World", "BRA"))
    assert query.address == (
        "/data/indicators?end=2020&geoUnit=BRA&geoUnit=SDG%3A%20World&geoUnitType=REGIONAL"
        "&indicator=CR.1&indicator=CR.2&start=2000&version=20240913-b8ca1963"
    )
    assert query == Query(("CR.1", "CR.2"), VERSION, 2000, 2020, "REGIONAL", ("BRA", "SDG: World"))


def test_all_that_a_question_sends_is_known_to_the_service() -> None:
    """A parameter it does not know is passed over without a word, and everything is answered."""
    query = Query(("CR.1",), VERSION, 2000, 2020, "REGIONAL", ("BRA",))
    known = recorded.answer("openapi_query_params")["/api/public/data/indicators"]
    assert {name for name, _ in query.parameters()} <= set(known)


def test_a_question_names_something_in_years_that_follow() -> None:
    with pytest.raises(ValueError, match="names an indicator or a place"):
        Query((), VERSION)
    with pytest.raises(ValueError, match="ends before it starts"):
        Query(("CR.1",), VERSION, 2020, 2019)


def test_three_emptinesses_are_told_apart(api: UisApi, server: StandIn) -> None:
    with pytest.raises(errors.UnknownCode, match=r"no place XXX"):
        read_answer(Query(("CR.1",), VERSION, geo_units=("XXX",)), recorded.body("data_unknown_geounit"))
    with pytest.raises(errors.OutsideRange) as outside:
        api.data(Query(("ROFST.1.CP",), VERSION, start=2090))
    held = server.served(VERSION).query("indicatorId == 'ROFST.1.CP'")["year"]
    assert outside.value.first is not None
    assert outside.value.first <= held.min()
    assert outside.value.last is not None
    assert outside.value.last >= held.max()
    empty = read_answer(Query(("10",), VERSION, geo_units=("CHE",)), recorded.body("data_empty"))
    assert (empty.records.num_rows, empty.records.schema, empty.hints) == (0, RECORDS, ())


def test_an_unknown_code_is_an_error_even_beside_good_ones(api: UisApi) -> None:
    api.indicators(VERSION)
    api.geo_units(VERSION)
    with pytest.raises(errors.UnknownCode) as caught:
        api.data(Query(("ROFST.1.CP", "ROFST.1.CF"), VERSION, geo_units=("BRA", "BRB", "BRR")))
    assert caught.value.codes == ("ROFST.1.CF", "BRR")
    assert {"ROFST.1.CP", "BRA"} <= set(caught.value.near)
    assert "no indicator ROFST.1.CF and no place BRR" in str(caught.value)
    kept = api.data(Query(("ROFST.1.CP", "ROFST.1.CF"), VERSION, geo_units=("BRA",)), hints="keep")
    assert [hint.subject for hint in kept.hints] == ["ROFST.1.CF"]
    assert set(kept.records["geoUnit"].to_pylist()) == {"BRA"}


def test_a_range_is_read_and_an_unknown_hint_keeps_its_words() -> None:
    message = "No data for the given time range, available time range for indicator LR.AG15T99= start: 1970, end: 2024"
    body = orjson.dumps({"hints": [{"code": "UIS::HINT::004", "message": message}], "records": []})
    with pytest.raises(errors.OutsideRange, match=r"LR.AG15T99 from 1970 to 2024 only") as outside:
        read_answer(Query(("LR.AG15T99",), VERSION), body)
    assert (outside.value.first, outside.value.last) == (1970, 2024)
    body = orjson.dumps({"hints": [{"code": "UIS::HINT::009", "message": "It rains"}], "records": []})
    with pytest.raises(errors.Hinted, match=r"It rains \(UIS::HINT::009\)") as hinted:
        read_answer(CHE, body)
    assert type(hinted.value) is errors.Hinted


# The network ---------------------------------------------------------------------------------------------------------


def test_what_is_served_arrives_whole_and_a_kept_body_reads_the_same(api: UisApi, server: StandIn) -> None:
    answer = api.data(ROFST)
    served = server.served(VERSION).query("indicatorId == 'ROFST.1.CP'")
    assert sorted(answer.records["value"].to_pylist()) == sorted(served["value"].tolist())
    then = datetime(2026, 1, 2, tzinfo=UTC)
    kept = api.data_from(ROFST, answer.body, received=then)
    assert (kept.records, kept.sha256, kept.received) == (answer.records, answer.sha256, then)
    last = server.requests[-1]
    assert last.headers["accept-encoding"] == "gzip"
    assert last.headers["user-agent"].startswith("out-of-school")
    assert api.traffic.requests == 1
    assert 0 < api.traffic.bytes < len(answer.body) / 4


PASSING = [
    (Fault.TOO_MANY_REQUESTS, {"retry_after": 0}, errors.Unreachable),
    (Fault.TOO_MANY_REQUESTS, {"retry_after": 0, "as_date": True}, errors.Unreachable),
    (Fault.TOO_MANY_REQUESTS, {"retry_after": None}, errors.Unreachable),
    *((Fault.SERVER_ERROR, {"status": status}, errors.Unreachable) for status in (500, 502, 503, 504)),
    (Fault.RESET_MID_BODY, {}, errors.Unreachable),
    (Fault.TRUNCATED_GZIP, {}, errors.BadAnswer),
    (Fault.WRONG_LENGTH, {"by": 1000}, errors.BadAnswer),
    (Fault.WRONG_LENGTH, {"by": -1000}, errors.BadAnswer),
    (Fault.HTML_200, {}, errors.BadAnswer),
    (Fault.NOT_JSON, {}, errors.BadAnswer),
    (Fault.DUPLICATE_RECORDS, {}, errors.BadAnswer),
    (Fault.FOREIGN_RECORD, {}, errors.BadAnswer),
]


@pytest.mark.parametrize(("fault", "options", "error"), PASSING)
def test_a_passing_fault_is_lived_through_and_a_lasting_one_told(
    fault: Fault, options: dict[str, Any], error: type[errors.LiveError]
) -> None:
    with StandIn() as server, UisApi(server.url, patience=HASTY) as api:
        server.inject(fault, times=2, **options)
        assert api.data(ROFST).records.num_rows == len(server.served(VERSION).query("indicatorId == 'ROFST.1.CP'"))
        assert (api.traffic.requests, api.traffic.retries) == (3, 2)
        server.inject(fault, times=None, **options)
        with pytest.raises(error, match=r"[Tt]ry again later"):
            api.data(ROFST)
        assert (api.traffic.requests, api.traffic.retries) == (6, 4)


def test_a_drip_ends_at_the_deadline_of_the_whole() -> None:
    patience = Patience(attempts=1, read=5, whole=0.05)
    with StandIn() as server, UisApi(server.url, patience=patience) as api:
        server.inject(Fault.SLOW_DRIP, pieces=20, pause=0.02)
        with pytest.raises(errors.Unreachable, match="and was not done"):
            api.data(ROFST)


def test_silence_ends_at_the_time_out() -> None:
    with StandIn() as server, UisApi(server.url, patience=Patience(attempts=1, read=0.05)) as api:
        server.inject(Fault.SLOW_DRIP, wait=0.3, pieces=1, pause=0)
        with pytest.raises(errors.Unreachable, match="can't be reached"):
            api.data(ROFST)


def test_too_many_records_tell_count_and_limit(server: StandIn) -> None:
    with StandIn(limit=1000) as small, UisApi(small.url, patience=HASTY) as api:
        with pytest.raises(errors.TooManyRecords) as caught:
            api.data(ROFST)
        count = len(small.served(VERSION).query("indicatorId == 'ROFST.1.CP'"))
        assert (caught.value.count, caught.value.limit, caught.value.status) == (count, 1000, 400)
        assert api.traffic.requests == 1


def test_an_address_too_long_is_told_and_not_retried() -> None:
    with StandIn(address_limit=200) as server, UisApi(server.url, patience=HASTY) as api:
        with pytest.raises(errors.AddressTooLong) as caught:
            api.data(Query(tuple(f"ROFST.{level}.CP" for level in range(30)), VERSION))
        assert (caught.value.status, api.traffic.requests) == (414, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_told_in_its_words_and_not_retried(status: int) -> None:
    body = orjson.dumps({"message": ["start must be an integer", "end too"], "error": "x", "statusCode": status})
    api, adapter = replaying((status, {}, body))
    with pytest.raises(errors.Refused, match="start must be an integer; end too") as caught:
        api.data(CHE)
    assert (type(caught.value), caught.value.status, len(adapter.asked)) == (errors.Refused, status, 1)


def test_nobody_there_is_unreachable_and_a_bad_certificate_is_not_tried_twice() -> None:
    api, adapter = replaying(requests.ConnectionError("no route"))
    with pytest.raises(errors.Unreachable, match=r"uis\.example can't be reached"):
        api.versions()
    assert len(adapter.asked) == HASTY.attempts
    api, adapter = replaying(requests.exceptions.SSLError("self-signed"))
    with pytest.raises(errors.LiveError, match="can't be trusted") as caught:
        api.versions()
    assert (type(caught.value), len(adapter.asked)) == (errors.LiveError, 1)


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ("7", 7),
        ("3600", 20),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 20),
        ("soon", 0),
    ],
)
def test_the_wait_that_is_asked_for_is_kept_within_patience(
    header: str, waited: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    patience = Patience(attempts=2, first_wait=0, longest_wait=20)
    api, _ = replaying((429, {"Retry-After": header}, b""), (200, {}, changed()), patience=patience)
    assert api.data(CHE).records.num_rows == 14
    assert waits == [waited]


def test_waits_grow_and_what_the_service_asked_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    api, _ = replaying((503, {}, b"<h1>Busy</h1>"), patience=Patience(attempts=6, first_wait=1, longest_wait=6))
    with pytest.raises(errors.Unreachable, match="Busy") as caught:
        api.versions()
    assert caught.value.retry_after is None
    assert all(least <= wait <= min(6, least + 1) for wait, least in zip(waits, [1, 2, 4, 6, 6], strict=True))
    api, _ = replaying((503, {"Retry-After": "3600"}, b""), patience=Patience(attempts=1))
    with pytest.raises(errors.Unreachable) as caught:
        api.versions()
    assert caught.value.retry_after == 3600


def test_retry_after_as_a_date_counts_from_now() -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert retry_after("Tue, 24 Nov 2026 12:00:30 GMT", now) == 30
    assert retry_after("Tue, 24 Nov 2026 11:00:30 GMT", now) == 0
    assert retry_after("-5", now) is None
    assert retry_after(None, now) is None


@pytest.mark.parametrize("cut", [1, 20, 100, -8, -1])
def test_a_packed_body_has_to_be_whole(cut: int) -> None:
    packed = gzip.compress(changed())
    api, adapter = replaying((200, {"Content-Encoding": "gzip"}, packed[:cut]))
    with pytest.raises(errors.BadAnswer, match="cut off"):
        api.data(CHE)
    assert len(adapter.asked) == HASTY.attempts


def test_bodies_packed_in_parts_or_not_at_all_are_read_and_other_ways_refused() -> None:
    body = changed()
    parts = gzip.compress(body[:100]) + gzip.compress(body[100:])
    for answer in ((200, {"Content-Encoding": "gzip"}, parts), (200, {}, body)):
        api, _ = replaying(answer)
        assert api.data(CHE).body == body
    api, _ = replaying((200, {"Content-Encoding": "br"}, b"..."))
    with pytest.raises(errors.BadAnswer, match="“br”, and gzip was asked for"):
        api.data(CHE)
    api, _ = replaying((200, {"Content-Encoding": "gzip"}, body))
    with pytest.raises(errors.BadAnswer, match="garbled"):
        api.data(CHE)


def test_a_redirect_is_followed_on_the_same_host_only() -> None:
    api, adapter = replaying((301, {"Location": "/api/public/versions/"}, b""), (200, {}, recorded.body("versions")))
    assert len(api.versions()) == 15
    assert adapter.asked[1].url == f"{URL}/versions/"
    for elsewhere in (
        "https://login.example/",
        "http://uis.example/api",
        "//login.example",
        "https://uis.example:8443/",
    ):
        api, adapter = replaying((302, {"Location": elsewhere}, b""))
        with pytest.raises(errors.BadAnswer, match="not followed"):
            api.versions()
        assert len(adapter.asked) == 1
    api, adapter = replaying((302, {"Location": "/again"}, b""))
    with pytest.raises(errors.BadAnswer, match="without end"):
        api.versions()


def test_an_empty_catalogue_and_a_release_with_an_odd_name_are_refused() -> None:
    api, _ = replaying((200, {}, b"[]"))
    with pytest.raises(errors.BadAnswer, match="empty list"):
        api.indicators(VERSION)
    versions = json.loads(recorded.body("versions"))
    api, _ = replaying((200, {}, orjson.dumps([versions[0] | {"version": "../../etc"}])))
    with pytest.raises(errors.BadAnswer, match="no name of one"):
        api.versions()


def test_the_environment_names_service_and_contact(monkeypatch: pytest.MonkeyPatch, server: StandIn) -> None:
    monkeypatch.setenv("OOSC_UIS_URL", server.url + "/")
    monkeypatch.setenv("OOSC_UIS_CONTACT", "data@example.org")
    with UisApi() as api:
        assert api.default_version().id == VERSION
    assert server.requests[-1].headers["user-agent"].endswith("(+data@example.org)")
    monkeypatch.setenv("OOSC_UIS_CONTACT", "a\r\nHost: b")
    with pytest.raises(errors.LiveError, match="OOSC_UIS_CONTACT"):
        UisApi()
    for url in ("ftp://a/b", "api.uis.unesco.org", "http://[::1", "https://a/b?c=d"):
        with pytest.raises(errors.LiveError, match="is no address of the UIS service"):
            UisApi(url)


def test_every_live_error_ends_with_what_to_do_and_is_of_the_pipeline() -> None:
    live = [errors.Unreachable, errors.Refused, errors.BadAnswer, errors.Hinted]
    assert all(issubclass(error, errors.LiveError) for error in live)
    assert issubclass(errors.LiveError, errors.EtlError)
