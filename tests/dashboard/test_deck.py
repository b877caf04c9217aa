"""A briefing of a place as slides: what stands on them, in which order, and what is said where nothing can be drawn."""

import io
import re
from datetime import date

import pytest
from pptx import Presentation
from typer.testing import CliRunner

from dashboard import charts, deck
from dashboard.cli import app as command
from dashboard.render import slides
from dashboard.render.options import Options
from dashboard.render.slides import Page, Words
from dashboard.selection import BadSelection

TODAY = date(2026, 11, 24)
TEN = ("PAK", "NGA", "DEU", "TUV", "XKX", "IND", "ETH", "KEN", "BRA", "FRA")


def briefing(store, name, **asked):
    return deck.briefing(store, store.places.find(name), **asked)


def kinds(pages):
    return [page.chart.name if isinstance(page, Page) else "words" for page in pages]


def places(store, *names):
    return [store.places.find(name) for name in names]


def run(*words):
    return CliRunner().invoke(command, ["deck", *words])


def opened(made):
    return Presentation(io.BytesIO(made) if isinstance(made, bytes) else made)


def words_of(slide):
    return " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.fixture(scope="module")
def ten(store):
    """Ten countries, made once: pages and file."""
    pages = deck.of(store, places(store, *TEN), today=TODAY)
    return pages, opened(slides.deck(pages))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PAK", ["headline", "trend", "trend", "gap", "groups", "ranking", "words", "releases", "words"]),
        ("NGA", ["headline", "trend", "trend", "gap", "groups", "ranking", "words", "releases", "words"]),
        ("DEU", ["headline", "trend", "trend", "gap", "ranking", "words", "releases", "words"]),
        ("TUV", ["trend", "trend", "gap", "groups", "words", "releases", "words"]),
        ("XKX", ["words", "words"]),
        (
            "sub-saharan-africa",
            ["headline", "trend", "trend", "gap", "groups", "ranking", "map", "words", "releases", "words"],
        ),
    ],
)
def test_a_briefing_asks_the_same_questions_of_every_place(name, wanted, store):
    found = kinds(briefing(store, name))
    assert found[: len(wanted)] == wanted
    assert set(found[len(wanted) :]) <= {"words"}


@pytest.mark.parametrize("name", ["PAK", "NGA", "DEU", "TUV", "XKX", "sub-saharan-africa", "world", "Philippines"])
def test_titles_are_messages_with_numbers_and_name_the_place(name, store):
    own = store.places.find(name).name if name != "world" else "world"
    for page in briefing(store, name):
        assert re.search(r"\d", page.title), page.title
        assert own.casefold() in page.title.casefold()
        assert not page.title.endswith(".")


@pytest.mark.parametrize("name", ["PAK", "DEU", "TUV", "XKX", "world"])
def test_every_page_says_where_its_figures_come_from(name, store):
    for page in deck.of(store, places(store, name), today=TODAY):
        if isinstance(page, Page):
            assert page.chart.source_line.startswith("Source: ")
            assert page.chart.licence
        else:
            assert page.source.startswith(("Source: ", "Sources: "))


def test_no_page_is_empty(ten):
    for page in ten[0]:
        assert page.lines if isinstance(page, Words) else not page.chart.empty


def test_nigeria_stands_between_places_not_on_one(store):
    page = next(page for page in briefing(store, "NGA") if page.title.startswith("Among"))
    assert re.search(r"Nigeria stands between \d+\w\w and \d+\w\w", page.title)
    drawn = page.chart.drawn
    assert len(drawn) == deck.ROWS
    assert "NGA" in set(drawn["place"])
    assert len(page.chart.data) > deck.ROWS
    assert f"{deck.ROWS} of {len(page.chart.data)} places" in page.chart.note


def test_a_country_stands_among_the_neighbours_of_its_page(store):
    page = next(page for page in briefing(store, "PAK") if page.title.startswith("Among"))
    own = charts.from_address("peers?place=PAK", store)
    assert set(page.chart.data["place"]) == set(own.data["place"])
    assert page.title.startswith("Among 9 countries of Southern Asia, Pakistan stands")


def test_a_place_without_a_model_gets_published_figures_and_the_reason(store):
    pages = briefing(store, "TUV")
    drawn = [page.chart for page in pages if isinstance(page, Page)]
    assert {made.data["source"].iloc[0] for made in drawn} == {"uis"}
    assert "model" not in {method for made in drawn for method in made.data.get("method", ())}
    told = " ".join(pages[-1].lines)
    assert "Not shown, how many: No modelled number" in told
    assert (
        "Not shown, where it stands in Oceania (excluding Australia and New Zealand): The model has no rate for Tuvalu."
        in told
    )


def test_a_place_without_any_figure_says_so_for_each_question(store):
    sure, sources = briefing(store, "XKX")
    assert sure.title == "0 rates in Kosovo: no release has one"
    assert sources.title.startswith(f"None of {len(store.releases)} releases")
    assert len(sources.lines) == 7
    assert all(line.startswith("Not shown, ") for line in sources.lines)


def test_germany_lacks_groups_and_says_what_exists(store):
    told = " ".join(line for page in briefing(store, "DEU")[-2:] if isinstance(page, Words) for line in page.lines)
    assert "Not shown, who is left out: No rates by group for Germany" in told


def test_how_old_the_latest_figures_are_is_told_with_their_release(store):
    page = next(page for page in briefing(store, "NGA") if isinstance(page, Words))
    assert page.title == "Somebody last looked in 2021: the newest observed rate in Nigeria is 2 years old"
    assert "Primary school age, administrative data: 35.6% in 2010, 13 years old (UIS, September 2024)" in page.lines


def test_figures_after_the_year_asked_are_left_alone(store):
    page = next(page for page in briefing(store, "NGA", year=2015) if isinstance(page, Words))
    years = [int(year) for line in page.lines for year in re.findall(r"% in (\d{4})", line)]
    assert max(years) == 2015


def test_the_sources_name_every_release_and_the_files(store):
    pages = briefing(store, "PAK")
    told = " ".join(pages[-1].lines)
    for made in (page.chart for page in pages if isinstance(page, Page)):
        for source in made.sources:
            assert str(source["label"]).removeprefix("Computed here: ") in told
            for file in source["files"]:
                assert f"{file['name']} {file['sha256'][:12]}" in told
    assert "CC BY-SA 3.0 IGO" in told
    assert "Computed here: Number = modelled rate × population" in told


def test_a_deck_opens_with_places_and_date_and_closes_with_credit(ten, store):
    pages, _ = ten
    assert pages[0].title == "Children out of school in Pakistan, Nigeria, Germany, Tuvalu and 6 more"
    assert "24 November 2026" in pages[0].subtitle
    assert "Kosovo" in pages[0].lines[0]
    assert pages[-1].title.startswith("Where the figures come from: ")
    assert any("never one line" in page.subtitle for page in pages[-2:])


def test_the_agenda_gives_the_right_slides(ten):
    pages, file = ten
    numbers = [int(re.match(r"Slide (\d+): ", line)[1]) for line in pages[1].lines]
    assert len(numbers) == len(TEN)
    for number, line in zip(numbers, pages[1].lines, strict=True):
        assert f"Slide {number}: {pages[number - 1].title}" == line
        assert pages[number - 1].title in words_of(file.slides[number - 1]).replace("\x0b", " ")


def test_an_agenda_of_one_place_lists_its_messages(store):
    pages = deck.of(store, places(store, "PAK"), today=TODAY)
    assert pages[1].lines[0] == f"Slide 3: {pages[2].title}"
    assert len(pages[1].lines) == len(briefing(store, "PAK"))


def test_ten_countries_make_eighty_slides_and_each_names_its_source(ten):
    pages, file = ten
    assert len(pages) == len(file.slides) >= 75
    for slide in file.slides:
        assert "Source" in words_of(slide)
        assert slide.notes_slide.notes_text_frame.text


def test_places_past_a_slide_s_room_go_on(store):
    pages = deck.of(store, places(store, *(["XKX", "VAT"] * 10)), today=TODAY)
    agenda = [page for page in pages if "slides (" in page.title]
    assert len(agenda) == 2
    assert agenda[0].lines[0].startswith("Slide 4: ")


def test_region_means_it_and_its_countries(store):
    found = deck.chosen(["PAK"], "Oceania", store)
    assert found[0].id == "PAK"
    assert found[1].kind == "region"
    assert [place.id for place in found[2:] if place.kind != "country"] == []
    assert {"FJI", "TUV"} <= {place.id for place in found[2:]}


def test_command_writes_a_deck_of_two_countries(tmp_path):
    target = tmp_path / "brief.pptx"
    answer = run("PAK", "Nigeria", "-o", str(target), "--size", "4x3")
    assert answer.exit_code == 0, answer.stderr
    assert answer.output == ""
    file = opened(target)
    assert (file.slide_width, file.slide_height) == (9_144_000, 6_858_000)
    assert "Pakistan and Nigeria" in words_of(file.slides[0])
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_command_pours_the_deck_into_a_template(tmp_path, store):
    template = tmp_path / "own.pptx"
    file = Presentation()
    file.slides.add_slide(file.slide_layouts[0])
    file.save(template)
    answer = run("XKX", "-o", str(tmp_path / "brief.pptx"), "--template", str(template))
    assert answer.exit_code == 0, answer.stderr
    made = opened(tmp_path / "brief.pptx")
    assert made.slide_width == file.slide_width
    assert len(made.slides) == len(deck.of(store, places(store, "XKX")))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Pakistn"], "No place is called 'Pakistn'. Near matches: Pakistan (PAK)"),
        ([], "A deck needs a place."),
        (["--region", "PAK"], "'PAK' is a country and holds no others."),
        (["--region", "nowhere"], "No place is called 'nowhere'."),
        (["PAK", "--level", "nonsense"], "'nonsense' is no level"),
        (["PAK", "--year", "1800"], "'1800' is no year. Valid: a whole number from 1970 to 2035."),
        (["PAK", "--year", "last"], "'last' is no year"),
        (["PAK", "--size", "square"], "'square' is no size of a slide"),
        (["PAK", "--template", __file__], "no PowerPoint file"),
        (["PAK", "--template", "nowhere.pptx"], "can't be read"),
    ],
)
def test_wrong_usage_is_2_in_words_and_writes_nothing(words, told, tmp_path):
    answer = run(*words, "-o", str(tmp_path / "x.pptx"))
    assert answer.exit_code == 2
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_deck_is_a_pptx(tmp_path):
    answer = run("PAK", "-o", str(tmp_path / "x.pdf"))
    assert answer.exit_code == 2
    assert "Give -o NAME.pptx" in answer.stderr


def test_many_places_are_told_beforehand(monkeypatch, tmp_path):
    monkeypatch.setattr("dashboard.cli.MANY", 1)
    answer = run("XKX", "VAT", "-o", str(tmp_path / "x.pptx"))
    assert answer.exit_code == 0
    assert answer.stderr.strip() == "2 places make about 18 slides: some 1 minutes."


def test_address_gives_a_deck(client):
    answer = client.get("/deck.pptx?place=XKX,Holy See&size=4x3")
    assert answer.status_code == 200
    assert "presentationml" in answer.content_type
    assert "briefing.pptx" in answer.headers["Content-Disposition"]
    assert opened(answer.data).slide_width == 9_144_000


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "1 to 10 places, and 0 were asked for"),
        ("place=" + ",".join([*TEN, "ITA"]), "1 to 10 places, and 11 were asked for"),
        ("place=PAK&method=survey", "no use for 'method'"),
        ("place=Pakistn", "Near matches: Pakistan (PAK)"),
        ("place=PAK&size=1e9", "'1e9' is no size"),
        ("place=PAK&background=transparent", "no use for 'background'"),
    ],
)
def test_address_refuses_in_words(query, told, client):
    answer = client.get(f"/deck.pptx?{query}")
    assert answer.status_code == 400
    assert told in answer.text


def test_asked_reads_year_and_level(store):
    found = deck.asked("place=PAK&year=2020&level=lower_secondary", store)
    assert (found["year"], found["level"]) == (2020, "lower_secondary")
    with pytest.raises(BadSelection, match="takes: place, year, level"):
        deck.asked("place=PAK&release=uis-2024-09", store)


def test_four_to_three_holds_the_same_slides(store):
    pages = briefing(store, "PAK")
    assert len(opened(slides.deck(pages, Options(size="4x3"))).slides) == len(pages)
