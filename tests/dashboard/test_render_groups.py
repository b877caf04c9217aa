"""points, heat and range on survey figures: what is drawn, what is not, and that it can be read."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from dashboard import charts, theme
from dashboard.charts.chart import Chart, Encode
from dashboard.render import figure, formats, picture, scale
from dashboard.render.labels import length
from dashboard.store import Part

FIFTHS = {
    "q1": "Poorest fifth",
    "q2": "Second fifth",
    "q3": "Middle fifth",
    "q4": "Fourth fifth",
    "q5": "Richest fifth",
}
GROUPS = {
    "ROFST.H.1.F": ("Girls and boys", "Girls"),
    "ROFST.H.1.M": ("Girls and boys", "Boys"),
    **{f"ROFST.H.1.{code.upper()}": ("Wealth", name) for code, name in FIFTHS.items()},
    "ROFST.H.1.RUR": ("Town and country", "Rural"),
    "ROFST.H.1.DIS": ("Disability", "Children and adolescents with a functional difficulty in at least one domain"),
}
LATER, EARLIER = "UIS, September 2024 · survey of 2021", "WIDE, 2023 update · MICS 2018"
LONG = GROUPS["ROFST.H.1.DIS"][1]
WORDS = {
    "title": "Title",
    "subtitle": "Subtitle",
    "note": "Note.",
    "alt_text": "Alt",
    "columns": {"row_name": "Group", "value": "%"},
}


def survey(store, place, year, names):
    """Household survey rates as UIS published them, in the order of the names."""
    rows = store.observations([Part("uis", "2024-09", tuple(names), (place,), year)])
    assert len(rows)
    order = {code: number for number, code in enumerate(names)}
    return rows.sort_values("indicator", key=lambda codes: codes.map(order), ignore_index=True)


def told(rows, source, publisher):
    named = [GROUPS[code] for code in rows["indicator"]]
    return rows.assign(
        heading=[dimension for dimension, _ in named],
        row_name=[name for _, name in named],
        source=source,
        publisher=publisher,
        state="plain",
        label=[f"{value:.1f}%" for value in rows["value"]],
    )


def as_points(data, totals=()):
    encode = Encode(
        x="value", y="row_name", series="publisher", colour="source", low="low", high="high", label="label", x_title="%"
    )
    return Chart(name="groups", kind="points", data=data, encode=encode, options={"totals": list(totals)}, **WORDS)


@pytest.fixture(scope="module")
def pakistan(store):
    """One publisher. UIS tells no sample sizes: which group is thin is decided here, its rates are not."""
    data = told(survey(store, "PAK", 2018, GROUPS), "uis", LATER)
    known = data["row_name"].isin(["Girls", "Boys", "Poorest fifth"])
    data = data.assign(low=data["value"].sub(4).where(known), high=data["value"].add(5).where(known))
    data.loc[data["row_name"] == "Poorest fifth", ["state", "label"]] = ["pale", "(50.6%) · n 38"]
    data.loc[data["row_name"] == "Rural", ["value", "state", "label"]] = [
        np.nan,
        "hidden",
        "too few to say · n under 30",
    ]
    return as_points(data, [{"series": LATER, "value": 23.06, "label": "Pakistan 23.1%"}])


@pytest.fixture(scope="module")
def nigeria(store):
    """Two publishers: until WIDE's own rows are here, Nigeria's survey of 2018 stands for the second."""
    parts = [
        told(survey(store, "NGA", 2021, GROUPS), "uis", LATER),
        told(survey(store, "NGA", 2018, GROUPS), "wide", EARLIER),
    ]
    totals = [
        {"series": LATER, "value": 25.63, "label": "Nigeria 25.6%"},
        {"series": EARLIER, "value": 28.19, "label": "Nigeria 28.2%"},
    ]
    return as_points(pd.concat(parts), totals)


@pytest.fixture(scope="module")
def overlap(store):
    places, sexes = {"RUR": "Rural", "URB": "Urban"}, {"F": "girls", "M": "boys"}
    named = {
        f"ROFST.H.1.{place}.{fifth.upper()}.{sex}": (FIFTHS[fifth], f"{places[place]} {sexes[sex]}")
        for fifth in FIFTHS
        for place in places
        for sex in sexes
    }
    rows = survey(store, "PAK", 2018, named)
    data = rows.assign(
        row_name=[named[code][0] for code in rows["indicator"]],
        column_name=[named[code][1] for code in rows["indicator"]],
        label=[f"{value:.0f}%<br>n 412" for value in rows["value"]],
        state="plain",
    )
    data.loc[2, ["value", "state", "label"]] = [np.nan, "hidden", "too few<br>to say"]
    data.loc[3, ["state", "label"]] = ["pale", "(41%)<br>n 38"]
    encode = Encode(x="column_name", y="row_name", colour="value", label="label")
    return Chart(name="overlap", kind="heat", data=data, encode=encode, options={}, **WORDS)


@pytest.fixture(scope="module")
def pairs(store):
    codes = ("ROFST.H.1.Q5", "ROFST.H.1.Q1")
    rows = store.observations(
        [Part("uis", "2024-09", codes, ("PAK",), 2018), Part("uis", "2024-09", codes, ("NGA",), 2021)]
    )
    data = rows.pivot_table(index="place", columns="indicator", values="value").rename_axis(columns=None)
    data = data.set_axis(["poorest", "richest"], axis=1).reset_index()
    data = data.assign(
        row_name=["Nigeria", "Pakistan"], state=["plain", "pale"], label=["+52.2 points", "+46.2 points"]
    )
    data = data.assign(
        a=data["richest"] - 1, b=data["richest"] + 2, c=data["poorest"] - 3, d=[data["poorest"][0] + 4, np.nan]
    )
    return Chart(
        name="gap",
        kind="range",
        data=data,
        encode=Encode(x="poorest", y="row_name", low="richest", high="poorest", label="label"),
        options={
            "low_name": "Richest fifth",
            "high_name": "Poorest fifth",
            "low_colour": "q5",
            "high_colour": "q1",
            "colour_by": "wealth",
            "low_interval": ("a", "b"),
            "high_interval": ("c", "d"),
        },
        **WORDS,
    )


def marks(chart):
    """(value, height, trace, number in the trace) of every mark."""
    for trace in figure.draw(chart)["data"]:
        if trace.get("mode") == "markers":
            for number, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
                yield x, y, trace, number


def words(chart):
    return [note["text"].replace("<br>", " ") for note in figure.draw(chart)["layout"]["annotations"]]


def test_points_has_a_mark_for_every_value_and_none_for_a_hidden_one(pakistan, nigeria):
    assert sorted(x for x, *_ in marks(pakistan)) == sorted(pakistan.data["value"].dropna())
    assert sorted(x for x, *_ in marks(nigeria)) == sorted(nigeria.data["value"])
    assert len(list(marks(pakistan))) == len(GROUPS) - 1


def test_points_whisker_only_where_an_interval_is_known(pakistan):
    data = pakistan.data.dropna(subset="value").set_index("value")
    for value, _, trace, number in marks(pakistan):
        row = data.loc[value]
        if pd.isna(row["low"]):
            assert trace["error_x"]["array"][number] is None
        else:
            assert value + trace["error_x"]["array"][number] == row["high"]
            assert value - trace["error_x"]["arrayminus"][number] == row["low"]


def test_points_without_any_interval_has_no_whiskers(nigeria):
    assert all(trace["error_x"] is None for *_, trace, _ in marks(nigeria))


def test_points_pale_is_hollow(pakistan):
    pale = [trace for trace in figure.draw(pakistan)["data"] if trace["marker"]["color"] == theme.PAPER]
    assert [trace["x"] for trace in pale] == [pakistan.data.loc[pakistan.data["state"] == "pale", "value"].tolist()]
    assert pale[0]["marker"]["line"]["color"] == theme.PUBLISHER["uis"]


def test_points_names_labels_and_headings_are_whole(pakistan, nigeria):
    for chart in (pakistan, nigeria):
        read = words(chart)
        assert set(chart.data["row_name"]) <= set(read)
        assert {f"<b>{name}</b>" for name in chart.data["heading"]} <= set(read)
        assert {label.replace(" · ", " ") for label in chart.data["label"]} <= {
            text.replace(" · ", " ") for text in read
        }
    assert LONG in words(pakistan)


@pytest.mark.parametrize("place", ["NGA", "PRI", "CHN", "GMB"])
def test_points_headings_fit_a_narrow_frame_and_no_name_meets_them(place, store):
    chart = charts.from_address(f"groups?place={place}", store)
    drawn = figure.draw(chart)["layout"]
    bold = [note for note in drawn["annotations"] if note["text"].startswith("<b>")]
    assert {str(head) for head in chart.drawn["heading"]} == {
        note["text"].replace("<br>", " ").removeprefix("<b>").removesuffix("</b>") for note in bold
    }
    for note in bold:
        assert length(note["text"], 12) <= 306
        under = note["y"] + 15.6 * (1 + note["text"].count("<br>")) / 2
        below = min(
            other["y"] - 17 * (1 + other["text"].count("<br>")) / 2
            for other in drawn["annotations"]
            if other["y"] > note["y"] and other["x"] == 0 and not other["text"].startswith("<b>")
        )
        assert under <= below + 1


def test_points_label_stands_at_the_height_of_its_mark(nigeria):
    notes = figure.draw(nigeria)["layout"]["annotations"]
    beside = {note["y"]: note["text"] for note in notes if note["x"] == 1}
    assert all(beside[y] == f"{x:.1f}%" for x, y, *_ in marks(nigeria))
    assert len(beside) == len(nigeria.data)


def test_points_hidden_words_are_quiet(pakistan):
    notes = figure.draw(pakistan)["layout"]["annotations"]
    assert [note["font"]["color"] for note in notes if note["text"].startswith("too few")] == [theme.QUIET]


def test_points_publishers_share_a_row_but_no_line_and_no_look(nigeria):
    drawn = figure.draw(nigeria)
    first, second = drawn["data"]
    assert (first["name"], second["name"]) == (LATER, EARLIER)
    assert first["mode"] == second["mode"] == "markers"
    assert first["marker"]["symbol"] != second["marker"]["symbol"]
    assert first["marker"]["color"] != second["marker"]["color"]
    assert not set(first["y"]) & set(second["y"])
    assert any(LATER in text and EARLIER in text for text in words(nigeria))


def test_points_one_publisher_needs_no_legend(pakistan):
    assert not any(LATER in text for text in words(pakistan))


def test_points_totals_are_rules_that_say_whose_they_are(nigeria):
    layout = figure.draw(nigeria)["layout"]
    assert [rule["x0"] for rule in layout["shapes"]] == [25.63, 28.19]
    assert len({rule["line"]["dash"] for rule in layout["shapes"]}) == 2
    smaller, larger = (note for note in layout["annotations"] if "Nigeria" in note["text"])
    assert (smaller["xanchor"], larger["xanchor"]) == ("right", "left")
    assert [note["font"]["color"] for note in (smaller, larger)] == list(theme.PUBLISHER.values())
    assert smaller["text"][:60] != larger["text"][:60]


def test_points_of_a_publisher_without_rows_gets_no_rule(pakistan):
    totals = [*pakistan.options["totals"], {"series": EARLIER, "value": 28.19, "label": "x"}]
    assert len(figure.draw(replace(pakistan, options={"totals": totals}))["layout"]["shapes"]) == 1


def test_points_grow_with_their_rows(pakistan):
    half = replace(pakistan, data=pakistan.data.iloc[:4])
    heights = [y for _, y, *_ in marks(pakistan)]
    assert figure.height(half) < figure.height(pakistan)
    assert 0 < min(heights) < max(heights) < figure.draw(pakistan)["layout"]["yaxis"]["range"][0]


def cells(chart):
    """(value, colour, state) of every cell on the scale."""
    for trace in figure.draw(chart)["data"]:
        if trace["type"] == "bar" and trace["marker"].get("coloraxis"):
            yield from zip(trace["customdata"], trace["marker"]["color"], trace["y"], strict=True)


def test_heat_has_the_steps_of_the_map(overlap):
    known = overlap.data.dropna(subset="value")
    assert sorted(value for value, *_ in cells(overlap)) == sorted(known["value"])
    assert all(step == scale.step(value) for value, step, _ in cells(overlap))
    assert figure.draw(overlap)["layout"]["coloraxis"]["colorbar"]["ticktext"] == list(theme.MAP_LABELS)


def test_heat_hidden_cell_has_words_and_no_colour(overlap):
    (trace,) = [trace for trace in figure.draw(overlap)["data"] if trace.get("marker", {}).get("pattern")]
    assert trace["customdata"] == [None]
    assert trace["marker"]["color"] == theme.PAPER
    assert trace["hovertext"] == ["<b>Poorest fifth, Urban girls</b><br>too few<br>to say"]


def test_heat_pale_cell_is_told_from_a_full_one_of_its_step(overlap):
    tall = {value: high for value, _, high in cells(overlap)}
    pale = overlap.data.loc[overlap.data["state"] == "pale", "value"].item()
    assert tall.pop(pale) < min(tall.values())


def test_heat_words_can_be_read_on_their_colour(overlap):
    (text,) = [trace for trace in figure.draw(overlap)["data"] if trace.get("mode") == "text"]
    for ink, row in zip(text["textfont"]["color"], overlap.data.itertuples(), strict=True):
        ground = {"hidden": theme.PAPER, "pale": theme.WASH}.get(row.state) or theme.MAP_COLOURS[scale.step(row.value)]
        assert theme.contrast(ink, ground) >= 4.5
    assert text["text"][0] == "<b>59%</b><br>n 412"
    assert text["text"][2] == "too few<br>to say"


def test_heat_names_are_whole(overlap):
    layout = figure.draw(overlap)["layout"]
    assert words(overlap) == list(FIFTHS.values())
    heads = [text.replace("<br>", " ") for text in layout["xaxis"]["ticktext"]]
    assert heads == ["Rural girls", "Rural boys", "Urban girls", "Urban boys"]


def test_range_takes_its_colours_from_the_meaning(pairs):
    shown = {trace["name"]: trace["marker"]["line"]["color"] for *_, trace, _ in marks(pairs)}
    assert shown == {"Richest fifth": theme.WEALTH["q5"], "Poorest fifth": theme.WEALTH["q1"]}


def test_range_hollow_where_pale_and_named_once(pairs):
    pale = {trace["y"][number] for *_, trace, number in marks(pairs) if trace["marker"]["color"] == theme.PAPER}
    assert pale == {"Pakistan"}
    named = [trace["name"] for trace in figure.draw(pairs)["data"] if trace.get("showlegend", True)]
    assert sorted(named) == ["Poorest fifth", "Richest fifth"]


def test_range_whiskers_where_known(pairs):
    lengths = {
        (trace["name"], trace["y"][number]): (trace["error_x"] or {"array": [None]})["array"][number]
        for *_, trace, number in marks(pairs)
    }
    assert lengths.pop(("Poorest fifth", "Pakistan")) is None
    assert all(length > 0 for length in lengths.values())
    bare = replace(pairs, options={name: v for name, v in pairs.options.items() if "interval" not in name})
    assert all(trace["error_x"] is None for *_, trace, _ in marks(bare))


def test_range_of_sixty_keeps_room_for_each_name(pairs):
    names = [f"United Republic of the {number}th" for number in range(60)]
    many = replace(pairs, data=pd.concat([pairs.data.head(1)] * 60).assign(row_name=names))
    assert figure.height(many) >= 60 * 34


def test_range_leaves_a_phone_room_for_the_drawing(store):
    drawn = figure.draw(charts.from_address("groups?within=sub-saharan-africa&dimension=disability", store))
    (text,) = [trace["text"] for trace in drawn["data"] if trace.get("mode") == "text"]
    names = [line for name in drawn["layout"]["yaxis"]["ticktext"] for line in name.split("<br>")]
    assert len(text) == len(drawn["layout"]["yaxis"]["ticktext"]) > 5
    assert length(max(names, key=length)) + drawn["layout"]["margin"]["r"] < 300
    assert all(line.strip().startswith(("+", "With")) for label in text for line in label.split("<br>"))


@pytest.mark.parametrize("meaning", ["wealth", "location", "disability", "group", "source"])
def test_colours_of_groups_are_seen_on_white_and_told_apart_in_grey(meaning):
    shown = [colour for name, colour in theme.MEANINGS[meaning].items() if name != "total"]
    assert all(theme.contrast(colour, theme.PAPER) >= 3 for colour in shown)
    assert all(theme.contrast(one, other) >= 1.3 for one, other in combinations(shown, 2))


def test_wealth_grows_lighter_from_the_poorest():
    shown = [theme.contrast(theme.WEALTH[fifth], theme.PAPER) for fifth in FIFTHS]
    assert shown == sorted(shown, reverse=True)


def test_contrast_counts_as_wcag_does():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_words_on_the_scale_can_be_read():
    assert all(theme.contrast(theme.ink_on(colour), colour) >= 4.5 for colour in theme.MAP_COLOURS)


@pytest.mark.parametrize("name", ["pakistan", "nigeria", "overlap", "pairs"])
def test_every_kind_has_its_picture(name, request):
    chart = request.getfixturevalue(name)
    assert formats.render(chart, "png").startswith(b"\x89PNG")
    assert b"<svg" in formats.render(chart, "svg")[:400]
    assert b"<svg" in picture.draw(figure.draw(chart), fmt="svg", width=358, height=figure.height(chart))[:400]


@pytest.fixture(scope="module", autouse=True)
def _engine():
    yield
    picture.close()
