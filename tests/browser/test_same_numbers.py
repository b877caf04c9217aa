"""One address, one set of numbers: in the page, as json, as csv and in the picture."""

import csv
import io
import re

QUERY = "place=PAK&level=primary"
TRACES = """() => document.querySelector("#country-body .card:has([data-address^=trend]) .js-plotly-plot").data
    .filter(trace => trace.name && trace.mode)
    .flatMap(trace => Array.from(trace.x, (year, n) => [trace.name, Number(year), Array.from(trace.y)[n]]))
    .filter(([name, year, value]) => value !== null && value !== undefined)"""


def test_page_json_csv_and_picture_agree(visit):
    page = visit("/country?place=PAK")
    get = page.request.get
    told = get(f"/figures/trend.json?{QUERY}").json()["data"]
    listed = list(csv.DictReader(io.StringIO(get(f"/figures/trend.csv?{QUERY}").text().removeprefix("\ufeff"))))
    picture = get(f"/figures/trend.svg?{QUERY}").text()

    from_json = {(row["method"], row["year"], row["value"]) for row in told}
    from_csv = {(row["method"], int(row["year"]), float(row["value"])) for row in listed}
    assert from_csv == from_json
    assert len(from_json) > 20

    drawn = {(year, value) for _, year, value in page.evaluate(TRACES)}
    assert drawn == {(year, value) for _, year, value in from_json}

    marked = sum(method != "model" for method, _, _ in from_json)
    assert len(re.findall(r'class="point"', picture)) == marked
    assert "Pakistan" in picture
