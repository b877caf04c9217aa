"""The briefing of a country: eight questions in order, sentences that are whole, places as spans, and a PDF of it."""

import io
import re

import pypdf
import pytest
from dash import html

import etl
from dashboard import briefing, charts
from dashboard.charts import peers
from dashboard.pages import country
from dashboard.selection import BadSelection, Selection

QUESTIONS = [
    "How many?",
    "Is it falling?",
    "Who is left out?",
    "Where does it stand?",
    "What would the goal take?",
    "What would it cost?",
    "What is not known?",
    "Do the sources agree?",
]
SOUTHERN_ASIA = ("AFG", "BGD", "BTN", "IND", "IRN", "LKA", "MDV", "NPL", "PAK")


def of(store, key, **more):
    return briefing.of(store, briefing.asked(store, Selection(place=tuple(key.split(",")), **more)))


@pytest.fixture(scope="module")
def rates():
    rows = etl.load().observations
    kept = rows[rows["source"].eq("view") & rows["release"].eq("2025") & rows["year"].eq(2023)]
    kept = kept[kept["level"].eq("primary") & kept["sex"].eq("total") & kept["measure"].eq("rate_pct")]
    return kept.set_index("place")


@pytest.mark.parametrize("key", ["PAK", "FRA", "TUV", "SSD", "VAT", "XKX"])
def test_eight_questions_each_with_an_answer_and_a_chart_or_its_reason(key, store):
    made = of(store, key)
    assert [part.question for part in made] == QUESTIONS
    for part in made:
        assert part.sentences
        for sentence in part.sentences:
            assert sentence[:1].isupper() or sentence[:1].isdigit()
            assert sentence.endswith(".")
            assert not re.search(r"\b(nan|None|NaN)\b|  |\.\.", sentence)
        assert part.chart is None or not part.chart.empty


def test_the_first_sentence_tells_number_rate_and_one_in(store):
    first = of(store, "PAK")[0].sentences[0]
    cells = charts.from_address("headline?place=PAK", store).data
    total = cells[cells["level"].eq("all") & cells["sex"].eq("total")].iloc[0]
    assert f"{total['value'] / 1e6:.1f} million" in first
    assert f"1 in {round(100 / total['rate_pct'])}" in first


@pytest.mark.parametrize("key", ["PAK", "NPL", "AFG"])
def test_a_place_is_a_span_wherever_intervals_overlap(key, store, rates):
    here = rates.loc[rates.index.isin(SOUTHERN_ASIA)]
    own = here.loc[key]
    first = 1 + sum(here["low"] > own["high"])
    last = len(here) - sum(here["high"] < own["low"])
    data = charts.from_address(f"peers?place={key}", store).data
    assert set(data["place"]) == set(SOUTHERN_ASIA)
    told = data.set_index("place").loc[key, "place_range"]
    assert told == (f"{first}–{last}" if first != last else str(first))


def test_peers_are_the_neighbours_or_those_that_are_chosen(store):
    assert "countries of Southern Asia" in charts.from_address("peers?place=PAK", store).title
    assert "3 chosen countries" in charts.from_address("peers?place=PAK,IND,BGD", store).title
    grouped = charts.from_address("peers?place=PAK&within=lower-middle-income", store)
    assert "the lower middle income group" in grouped.title
    assert grouped.drawn["place"].eq("PAK").any()
    assert len(grouped.drawn) == peers.MOST < len(grouped.data)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((1, 1, 9), "highest"),
        ((9, 9, 9), "lowest"),
        ((3, 3, 9), "3rd highest"),
        ((2, 7, 9), "between 2nd and 7th highest"),
        ((1, 3, 9), "among the 3 highest"),
        ((7, 9, 9), "among the 3 lowest"),
        ((11, 22, 40), "between 11th and 22nd highest"),
    ],
)
def test_a_standing_can_be_said_aloud(span, words):
    assert peers.standing(*span) == words


def test_a_span_of_most_places_is_no_rank(store):
    made = charts.from_address("peers?place=PAK&within=lower-middle-income", store)
    first, last = made.data.set_index("place").loc["PAK", "place_range"].split("–")
    assert int(last) - int(first) + 1 > len(made.data) * 2 / 3
    assert made.title.startswith(
        f"Pakistan can't be ranked among {len(made.data)} countries of the lower middle income group: anywhere from "
        f"{peers.ordinal(int(first))} to {peers.ordinal(int(last))} highest, with "
    )
    assert " ranks between " in charts.from_address("peers?place=PAK", store).title


def test_without_intervals_near_rates_share_their_places(store):
    data = charts.from_address("peers?place=PAK&level=all", store).data
    assert data["low"].isna().all()
    rates = data["value"]
    for row in data.itertuples():
        first = 1 + sum(rates > row.value + peers.TIE_PP)
        last = len(data) - sum(rates < row.value - peers.TIE_PP)
        assert row.place_range == (f"{first}–{last}" if first != last else str(first))


@pytest.mark.parametrize("query", ["place=southern-asia", "place=PAK,world", "place=PAK,IND&within=world"])
def test_what_is_no_country_among_countries_is_refused(query, store):
    with pytest.raises(BadSelection, match=r"Valid|either"):
        charts.from_address(f"peers?{query}", store)
    assert "can't be shown" in str(country.layout(store, **dict(part.split("=") for part in query.split("&"))))


def test_old_news_is_told_as_old(store):
    chosen = store.places.find("SSD")
    assert "8 years before 2023: figures for later years are a model's." in briefing.how_old(
        store, chosen, "primary", 2023
    )
    assert "1 year before 2016." in briefing.how_old(store, chosen, "primary", 2016)
    assert briefing.how_old(store, store.places.find("XKX"), "primary", 2023).startswith("Nobody's count")


def test_addresses_are_the_shortest_that_say_it(store):
    usual = briefing.asked(store, Selection(place=("PAK",)))
    assert briefing.address(usual) == "/briefing/PAK.pdf"
    more = briefing.asked(store, Selection(place=("PAK", "IND"), level="lower_secondary"))
    assert briefing.address(more) == "/briefing/PAK.pdf?place=IND&level=lower_secondary"


def test_chosen_peers_stand_on_the_page_and_in_its_controls(store):
    laid = country.layout(store, place="PAK,IND,BGD")
    assert "3 chosen countries" in str(laid)
    found = {part.id: part.value for part in walk(laid) if getattr(part, "id", None) in (country.PEERS, country.WITHIN)}
    assert found == {country.PEERS: ["IND", "BGD"], country.WITHIN: country.NEIGHBOURS}


def walk(part):
    yield part
    children = getattr(part, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if child is not None:
            yield from walk(child)


def test_every_card_knows_its_size_on_paper(store):
    laid = html.Div(country.body(store, briefing.asked(store, Selection(place=("PAK",)))))
    sizes = [part.to_plotly_json()["props"]["data-paper"] for part in walk(laid) if hasattr(part, "data-paper")]
    drawn = [part.chart for part in of(store, "PAK") if part.chart]
    assert len(sizes) == len(drawn) == 7
    assert all(re.fullmatch(r"\d+ \d+", size) for size in sizes)


@pytest.mark.parametrize("key", ["pakistan", "TUV", "VAT"])
def test_a_pdf_has_at_most_two_sides_of_a4_and_its_words(key, client, store):
    answer = client.get(f"/briefing/{key}.pdf")
    assert answer.content_type == "application/pdf"
    pdf = pypdf.PdfReader(io.BytesIO(answer.data))
    assert 1 <= len(pdf.pages) <= 2
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == pytest.approx([595, 842], abs=1)
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert all(question in words for question in QUESTIONS)
    assert store.places.find(key).name in pdf.metadata.title
    assert "Names and boundaries do not imply endorsement." in words


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *[("/briefing/PAK.docx", 404), ("/briefing/Pakistn.pdf", 400), ("/briefing/world.pdf", 400)],
        ("/briefing/PAK.pdf?level=nonsense", 400),
    ],
)
def test_other_addresses_are_answered_in_words(path, status, client):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/plain")
