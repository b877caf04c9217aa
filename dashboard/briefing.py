"""A country in eight questions, in the order in which an adviser reads: sentences first, then one chart for each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard import findings, left_out, wording
from dashboard.charts import chart, groups, peers, series
from dashboard.charts.chart import Chart
from dashboard.places import Place
from dashboard.render import paper
from dashboard.selection import Selection
from dashboard.store import Store

DEFAULTS = Selection(level="primary", year=2023)
FIRST = "How many?"
STALE_YEARS = 5
"""Years after which a newest observation is called old."""
OLD_SURVEY_YEARS = 10
"""Years after which a survey comes behind younger ones."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question, the sentences that answer it, and the chart they are read off.

    The chart's title is among the sentences; where there is nothing to draw, the reason is.
    """

    question: str
    sentences: tuple[str, ...]
    chart: Chart | None


def of(store: Store, chosen: Selection) -> list[Part]:
    """The briefing of the selection's first place; further places, or ``within``, are those it is set against."""
    country = series.chosen(store, chosen.place[:1])[0]
    level, year = chosen.level or "primary", chosen.year or 0
    one = (country.key,)
    return [
        _how_many(store, country, year),
        _part(
            "Is it falling?",
            chart("trend", Selection(place=one, level=level), store),
            findings.is_it_falling(store, country, year),
        ),
        _left_out(store, country, level),
        _against(store, country, chosen),
        _part("What would the goal take?", chart("pace", Selection(place=one, level=level), store)),
        _part("What would it cost?", chart("cost", Selection(place=one), store)),
        _not_known(store, country, level, year),
        _part("Do the sources agree?", chart("sources", Selection(place=one, level=level), store)),
    ]


def _how_many(store: Store, country: Place, year: int) -> Part:
    """Number, rate and "1 in N", and girls and boys; the chart's title says no more than the first of them."""
    made = chart("headline", Selection(place=(country.key,), year=year), store)
    told = [findings.how_many(store, country, year), findings.by_sex(store, country, year)]
    return Part(FIRST, tuple(filter(None, told)), None if made.empty else made)


def asked(store: Store, selection: Selection) -> Selection:
    """What a briefing can show of a selection: one country among others, one school age, one year.

    Raises:
        BadSelection: a region for a country, or peers named together with a region.
    """
    peers.company(store, selection)
    level = selection.level if selection.level in findings.LEVELS else DEFAULTS.level
    year = selection.year or DEFAULTS.year
    return Selection(place=selection.place, within=selection.within, level=level, year=year)


def address(chosen: Selection) -> str:
    """Where the briefing is had as a PDF: ``/briefing/PAK.pdf?level=lower_secondary``."""
    country, *named = chosen.place
    query = replace(chosen, place=tuple(named)).without(DEFAULTS).to_query()
    return f"/briefing/{country}.pdf?{query}" if query else f"/briefing/{country}.pdf"


def foot(store: Store, chosen: Selection) -> str:
    """Attribution and licence of every release that the briefing draws on, for the foot of a sheet of paper."""
    drawn = [source for part in of(store, chosen) if part.chart for source in part.chart.sources]
    published = [source for source in drawn if source["source"] != "here"]
    named = dict.fromkeys(f"{source['attribution']} {source['licence']}." for source in published)
    ours = "Modelled numbers of children are computed here and are not UNESCO's."
    return " ".join([*named, ours, "Names and boundaries do not imply endorsement."])


def pdf(store: Store, chosen: Selection) -> bytes:
    """The briefing on A4, at most two sides.

    Raises:
        PictureUnavailable: there is no browser to print it.
    """
    country = series.chosen(store, chosen.place[:1])[0]
    sections = [(part.question, part.sentences, part.chart) for part in of(store, chosen)]
    return paper.printed(country.name, sections, foot(store, chosen))


def how_old(store: Store, country: Place, level: str, year: int) -> str:
    """How long ago somebody last counted or asked, and that a model's later years are not observed."""
    seen = series.last_observed(store, [country], (level,)).get((country.id, level))
    who = wording.who(level)
    where = wording.place_in(country.name, country.kind)
    if seen is None:
        return f"Nobody's count and no survey of {who} {where} is in these releases."
    age = year - seen
    if age < 1:
        return f"{wording.sentence(who)} were last counted or asked {where} in {seen}."
    years = "1 year" if age == 1 else f"{age} years"
    told = f"{wording.sentence(who)} were last counted or asked {where} in {seen}, {years} before {year}"
    return f"{told}: figures for later years are a model's." if age > STALE_YEARS else f"{told}."


def _left_out(store: Store, country: Place, level: str) -> Part:
    """The usual groups in sentences; the widest gap of all where it is of another kind."""
    made = chart("groups", Selection(place=(country.key,), level=level), store)
    told = left_out.in_one_country(store, country, level)
    if told is None or made.empty:
        return _part("Who is left out?", made, told)
    widest = groups.widest_gap(made.drawn, OLD_SURVEY_YEARS)
    is_told = widest is not None and widest[0]["dimension"] in left_out.TOLD
    return Part("Who is left out?", (told,) if is_told else (told, f"{made.title}."), made)


def _against(store: Store, country: Place, chosen: Selection) -> Part:
    """Those the reader chose, or the neighbours; then the income group."""
    level, year = chosen.level, chosen.year
    among = chart("peers", Selection(place=chosen.place, within=chosen.within, level=level, year=year), store)
    told = _part("Where does it stand?", among)
    return replace(told, sentences=(*told.sentences, *_by_income(store, country, chosen)))


def _by_income(store: Store, country: Place, chosen: Selection) -> tuple[str, ...]:
    """Its place in its income group, unless that has been told or there is no rate of its own to tell."""
    group = peers.income_group(store, country)
    if group is None:
        return (f"The World Bank puts {wording.with_article(country.name)} in no income group.",)
    asked = Selection(place=(country.key,), within=group.key, level=chosen.level, year=chosen.year)
    made = chart("peers", asked, store)
    is_ranked = country.id in set(made.data["place"])
    return (f"{made.title}.",) if is_ranked and group.key != chosen.within else ()


def _not_known(store: Store, country: Place, level: str, year: int) -> Part:
    """When somebody last looked at this age, then at any."""
    made = chart("coverage", Selection(place=(country.key,)), store)
    return _part("What is not known?", made, None if made.empty else how_old(store, country, level, year))


def _part(question: str, made: Chart, *sentences: str | None) -> Part:
    told = [sentence for sentence in sentences if sentence]
    if made.empty:
        return Part(question, (*told, *_reason(made)), None)
    return Part(question, (*told, f"{made.title}."), made)


def _reason(made: Chart) -> tuple[str, ...]:
    """Why there is nothing to draw, in one go where the title only says that there is nothing."""
    reason = str(made.empty)
    return (reason,) if made.title.startswith("No ") else (f"{made.title}.", reason)
