"""The search box understands everyday words, and says what it took them for."""

import re
from urllib.parse import urlsplit

import dash
import pytest

from dashboard import search
from dashboard.asked import LONGEST
from dashboard.everyday import subjects
from dashboard.finder import MOST, PLACES, Finder, Page
from dashboard.places import plain
from dashboard.selection import Selection


@pytest.fixture(scope="module")
def finder(app, store):
    return Finder(store, search.pages())


def first(finder, text):
    return finder.find(text)[0]


# What the first thing found leads to, and what its words say.
MEANT = {
    "dropout": ("/", "“dropout” taken as: out of school, which is wider"),
    "girls": ("/?sex=female", "“girls” taken as: girls of the official school ages"),
    "enrollment": ("/", "“enrollment” taken as: its opposite, children of the official age who are out of school"),
    "poor": ("/groups?dimension=wealth", "“poor” taken as: the poorest fifth of households"),
    "refugees": ("/groups?place=DEU#displaced-children", "No file here says how many of their children are in school"),
    "kids": ("/", "“kids” taken as: children of the official school ages"),
    "Burma": ("/country?place=MMR", "“Burma” taken as: Myanmar"),
    "DRC": ("/country?place=COD", "“DRC” taken as: Democratic Republic of the Congo"),
    "girls Pakistan": ("/groups?place=PAK&dimension=sex#who-is-out-of-school-in-one-country", "Girls in Pakistan"),
    "poor Nigeria": ("/groups?place=NGA&dimension=wealth#who-is-out-of-school-in-one-country", "poorest fifth"),
    "rural India": ("/groups?place=IND&dimension=location#who-is-out-of-school-in-one-country", "Rural children"),
    "refugees Uganda": ("/groups?place=UGA#displaced-children", "Displaced children in Uganda"),
    "poverty in sub-saharan africa": ("/region?place=sub-saharan-africa#who-is-left-out", "The poorest fifth in"),
    "where are girls out of school in Pakistan?": (
        "/groups?place=PAK&dimension=sex#who-is-out-of-school-in-one-country",
        "Girls in Pakistan",
    ),
    "high school Kenya": ("/country?place=KEN&level=upper_secondary", "“high school” taken as: upper secondary age"),
    "poor primary Nigeria": (
        "/groups?place=NGA&level=primary&dimension=wealth#who-is-out-of-school-in-one-country",
        "“primary” taken as: children of primary school age",
    ),
    "Nigeria 2015": ("/country?place=NGA&year=2015", "Nigeria"),
    "girls 2010": ("/?sex=female&year=2010", "Girls out of school across the world"),
    "2015": ("/?year=2015", "Children out of school across the world"),
    "world": ("/", "All countries together"),
    "revisions Nigeria": ("/releases?place=NGA", "Nigeria, as each release told it"),
    "powerpoint": ("/slides", "Slides"),
    "minorities": ("/groups#which-ethnic-and-religious-groups", "as each survey names them"),
    "DISABILITY": ("/groups#children-with-disabilities", "“DISABILITY” taken as: disability as the survey asks for it"),
    "Refugges ugnda": ("/groups?place=UGA#displaced-children", "“ugnda” taken as: Uganda"),
    "phillipines": ("/country?place=PHL", "“phillipines” taken as: Philippines"),
    "réfugiés Ouganda": ("/groups?place=UGA#displaced-children", "“Ouganda” taken as: Uganda"),
    "niñas Perú": ("/groups?place=PER&dimension=sex#who-is-out-of-school-in-one-country", "“niñas” taken as: girls"),
    "cote d'ivoire": ("/country?place=CIV", "Côte d'Ivoire"),
    "girls Ivory Coast": ("/groups?place=CIV&dimension=sex#who-is-out-of-school-in-one-country", "Côte d'Ivoire"),
    "quantum Kenya": ("/country?place=KEN", "“quantum” means nothing here and was left out"),
    "second chance": ("/sources", "unless the country reports the programme as formal"),
    "cost Kenya": ("/cost?place=KEN", "The cost in Kenya"),
    "on track india": ("/pace?place=IND", "The pace of India"),
    "png": ("/country?place=PNG", "Papua New Guinea"),
}


@pytest.mark.parametrize("text", MEANT)
def test_first_found_is_what_a_reader_means(text, finder):
    address, words = MEANT[text]
    found = first(finder, text)
    assert found.address == address
    assert words in f"{found.title}. {found.told}. {found.taken}"


def test_dropout_is_not_out_of_school_and_that_is_said(finder):
    told = first(finder, "dropping out").taken
    assert all(words in told for words in ("left", "start late", "never will", "No figure here tells the three apart"))


def test_refugees_lead_to_the_countries_with_most_of_them(finder, store):
    table = store.table("displaced")
    rows = table[(table["population"] == "refugees") & (table["age_group"] == "all") & (table["sex"] == "total")]
    latest = rows[rows["year"] == rows["year"].max()]
    most = [str(row.place) for row in latest.sort_values("persons", ascending=False).head(3).itertuples()]
    hosts = finder.find("refugees")[:3]
    assert [one.address for one in hosts] == [f"/groups?place={place}#displaced-children" for place in most]
    assert all(one.told.endswith(f"UNHCR's count of {rows['year'].max()}") for one in hosts)


def test_where_unhcr_knows_no_ages_it_is_said(finder):
    assert first(finder, "refugees Tuvalu").title == "Tuvalu: no displaced children of a known age"


def test_two_congos_are_offered_and_both_with_a_group(finder):
    assert [one.address for one in finder.find("Congo")][:2] == ["/country?place=COG", "/country?place=COD"]
    assert {"Girls in the Congo", "Girls in the Democratic Republic of the Congo"} <= {
        one.title for one in finder.find("girls Congo")
    }


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Irak", "Iran or Iraq?"),
        ("Iraa", "Iran or Iraq?"),
        ("girls Iraa", "Iran or Iraq?"),
        ("Austrlia", "Australia or Austria?"),
        ("Nigera", "Niger or Nigeria?"),
    ],
)
def test_a_slip_as_near_to_two_places_is_asked_and_not_answered(typed, title, finder):
    asked, *found = finder.find(typed)
    assert (asked.title, asked.address) == (title, "")
    names = title.rstrip("?").split(" or ")
    assert [one.title for one in found if one.kind == PLACES] == names
    assert not any("taken as: " + name in one.taken for one in found for name in names)
    (first, *_), *others = (group["items"] for group in search.options(finder, typed))
    assert first["disabled"]
    assert not any(item.get("disabled") for items in others for item in items)


def test_several_groups_lead_to_where_they_overlap(finder):
    title = first(finder, "poor rural girls Nigeria").title
    assert title == "Where they overlap in Nigeria: the poorest fifth, rural children and girls"


def test_beginnings_are_completed_while_typing(finder):
    assert first(finder, "gir").address == "/?sex=female"
    assert first(finder, "paki").address == "/country?place=PAK"
    assert {"Girls in Niger", "Girls in Nigeria"} <= {one.title for one in finder.find("girls nig")}


def test_usual_regions_stand_before_other_groupings(finder):
    kinds = [one.told for one in finder.find("saharan")]
    assert kinds[0].startswith(("SDG", "UNESCO", "World Bank"))


@pytest.mark.parametrize("typed", ["ROFST.1.CP", "rofst.1.cp", "ROFST 1 CP", "rofst1cp", " rofst_1_cp "])
def test_a_code_finds_its_indicator(typed, finder, store):
    table = store.table("indicators").set_index("indicator")
    found = first(finder, typed)
    assert (found.kind, found.title) == ("Indicators", "ROFST.1.CP")
    assert table.loc["ROFST.1.CP", "label"] in found.told
    assert "UIS, administrative data" in found.told
    assert found.address == "/data#data-meanings"


def test_every_code_finds_itself(finder, store):
    missed = [code for code in store.table("indicators")["indicator"] if code not in _titles(finder.find(code))]
    assert missed == []


def _titles(found):
    return [one.title for one in found]


def test_words_of_a_label_and_the_beginning_of_a_code_find_indicators(finder):
    assert "CR.1" in _titles(finder.find("completion rate primary"))
    assert "ROFST.1.F.CP" in _titles(finder.find("girls"))
    assert "ROFST.1.CP" in _titles(finder.find("rofst.1"))


def test_a_code_with_a_country_is_drawn_there(finder):
    assert "/country?place=NGA&level=primary#is-it-falling" in {
        one.address for one in finder.find("ROFST.1.CP Nigeria")
    }


def test_every_country_is_found_first_by_its_name_and_code(finder, store):
    for place in store.places.countries():
        for name in (place.name, place.key):
            assert f"/country?place={place.key}" in {one.address for one in finder.find(name)}, name


HOSTILE = {
    "nothing": "",
    "spaces": " \t\n ",
    "signs": "?!.,;-_#&=/\\",
    "null": "\x00\x00",
    "null inside": "gi\x00rls",
    "half an emoji": "\ud83d",
    "emoji": "👧🏽👩‍👩‍👧" * 50,
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE places; --",
    "braces": "{place} {0} %s ${x}",
    "letters that grow": "ﷺ" * 1000,
    "one letter": "a" * 100_000,
    "words": "zq " * 100_000,
    "known words": "girls poor rural Pakistan " * 10_000,
    "right to left": "\u202eبنات باكستان",
    "zalgo": "g\u0301\u0302\u0303\u0304" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_finds_little_and_breaks_nothing(name, finder):
    text = HOSTILE[name]
    assert len(finder.find(text)) <= MOST
    rows = [item for group in search.options(finder, text) for item in group["items"]]
    assert len({row["value"] for row in rows}) == len(rows) <= MOST
    assert all(len(row["asked"]) <= LONGEST and len(row["taken"]) < 1500 for row in rows if "taken" in row)
    search.said(finder, text).encode()


@pytest.mark.parametrize("value", [None, 7, [], {"a": 1}, True])
def test_what_is_no_text_finds_nothing(value, finder):
    assert finder.find(value) == []
    assert search.options(finder, value)[0]["group"] == "For example"


def test_arabic_and_chinese_words_are_understood(finder):
    assert first(finder, "بنات باكستان").address.startswith("/groups?place=PAK&dimension=sex")
    assert first(finder, "女童").address == "/?sex=female"


def test_text_beyond_a_hundred_characters_is_cut(finder):
    filler = "x" * (LONGEST - len("girls "))
    assert finder.find(f"girls {filler} Pakistan") == finder.find(f"girls {filler}")


def test_nothing_found_says_what_can_be_asked(finder):
    (group,) = search.options(finder, "zzzzqq")
    (only,) = group["items"]
    assert only["disabled"]
    assert "ROFST.1.CP" in only["told"]
    assert "girls" in only["told"]
    assert search.said(finder, "zzzzqq").startswith("Nothing of that name")


def test_what_is_found_is_said_to_those_who_cannot_see_it(finder):
    assert search.said(finder, "Burma").endswith("First: Myanmar. “Burma” taken as: Myanmar.")
    assert search.said(finder, "") == ""


def test_examples_find_what_they_promise(finder):
    (group,) = search.options(finder, "")
    assert [item["label"] for item in group["items"]] == list(search.EXAMPLES)
    assert [item["value"].partition(" ")[2] for item in group["items"]] == [
        first(finder, example).address for example in search.EXAMPLES
    ]


def test_what_a_word_was_taken_for_is_said_once(finder):
    taken = [one.taken for one in finder.find("poor Nigeria") if one.taken]
    assert len(taken) == len(set(taken)) == 1


def test_no_everyday_word_is_a_place(store):
    assert [word for subject in subjects() for word in subject.words if store.places.find(word)] == []


def test_no_word_stands_for_two_subjects():
    said = [plain(word) for subject in subjects() for word in {plain(word) for word in subject.words}]
    assert sorted({word for word in said if said.count(word) > 1}) == []


def test_every_indicator_of_a_subject_is_there(store):
    there = set(store.table("indicators")["indicator"])
    assert {code for subject in subjects() for code in subject.codes} <= there


def test_every_page_there_is_can_be_found_by_its_name(finder, app):
    for page in search.pages():
        paths = {urlsplit(one.address).path for one in finder.find(page.name)}
        assert page.path in paths, page.name


def test_a_page_that_is_not_there_is_not_offered(store):
    bare = Finder(store, [Page("/", "World"), Page("/country", "Countries", ("place",)), Page("/new", "Quokkas")])
    found = [one for text in ("girls", "cost Kenya", "slides", "refugees") for one in bare.find(text)]
    assert {urlsplit(one.address).path for one in found if one.kind not in (PLACES, "Indicators")} <= {"/", "/country"}
    assert first(bare, "quokka").address == "/new"


def test_every_answer_leads_to_a_page_that_is_there(app):
    paths = {page.path for page in search.pages()}
    assert {answer.path for subject in subjects() for answer in subject.answers} <= paths


PLACED = {"none": "", "any": "PAK", "country": "UGA", "region": "sub-saharan-africa"}
OPENED = sorted({(answer.path, PLACED[answer.place]) for subject in subjects() for answer in subject.answers})


@pytest.mark.parametrize(("path", "place"), OPENED)
def test_pages_open_with_such_a_place_and_have_the_headings_that_addresses_end_in(path, place, app):
    entry = next(entry for entry in dash.page_registry.values() if entry["path"] == path)
    laid = list(entry["layout"](**({"place": place} if place else {}))._traverse())
    assert "This address can't be shown" not in [part.children for part in laid if type(part).__name__ == "H1"]
    ids = {str(part.id) for part in laid if getattr(part, "id", None)}
    slugs = [_slug(part) for part in laid if type(part).__name__ == "H2"]
    for subject in subjects():
        for answer in subject.answers:
            if (answer.path, PLACED[answer.place]) == (path, place) and answer.at:
                assert answer.at in ids or any(slug.startswith(answer.at) for slug in slugs), answer.at


def _slug(heading):
    text = heading.children if isinstance(heading.children, str) else ""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).lstrip("-")


def test_every_address_found_is_a_selection_that_can_be_read(finder, store):
    for text in MEANT:
        for one in finder.find(text):
            Selection.from_query(urlsplit(one.address).query, store)
