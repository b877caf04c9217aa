"""Find anything: what a typed question leads to, each with its address and what the words were taken for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from dashboard import wording
from dashboard.asked import LONGEST, Asked, Part, Reader
from dashboard.everyday import Answer, Subject, subjects
from dashboard.indicators import Indicators
from dashboard.places import Place, plain
from dashboard.selection import Selection
from dashboard.store import Store

PLACES, PAGES, GROUPS, INDICATORS = "Places", "Pages and charts", "Groups", "Indicators"
WHICH = "Which one?"
KINDS = {"group": GROUPS, "page": PAGES, "level": PAGES}
MOST, MOST_OF_A_KIND = 14, 6
WITHOUT_YEARS = ("/groups",)
"""Pages whose reference year can't be chosen."""
NOTHING = (
    "Nothing of that name. Ask for a place (Pakistan, Burma, DRC), a group (girls, poor, rural, refugees), both "
    "(girls Pakistan), a page (releases, slides) or the code of an indicator (ROFST.1.CP)."
)
REGION_KINDS = {
    "sdg": "SDG region",
    "sdg_sub": "SDG sub-region",
    "unesco": "UNESCO region",
    "worldbank": "World Bank region",
    "income": "World Bank income group",
    "development": "Group of countries by development",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page there is: its path, its name, and the fields of a selection that it uses."""

    path: str
    name: str
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: where it leads, what it is, and, where words were translated, what they were taken for.

    A question has no address: a reader has to choose among what follows it.
    """

    kind: str
    title: str
    told: str
    address: str
    taken: str = ""


class Finder:
    """Finds places, pages, groups and indicators of ``store`` that lie on ``pages``."""

    def __init__(self, store: Store, pages: Iterable[Page]) -> None:
        self._store = store
        self._pages = {page.path: page for page in pages}
        self._indicators = Indicators(store)
        known = subjects()
        said = {plain(word) for subject in known for word in subject.words}
        unnamed = (page for page in self._pages.values() if plain(page.name) not in said)
        named = (_page_subject(page) for page in unnamed if not store.places.find(page.name))
        self._subjects = (*known, *named)
        self._reader = Reader(store, self._subjects, self._indicators.codes)
        self._begun = {place: _beginnings_of(place) for place in store.places.by_id.values()}
        self._displaced, self._hosts = _displaced(store), _most_refugees(store)
        self._remembered = lru_cache(maxsize=512)(self._find)

    def find(self, text: object) -> list[Found]:
        """What ``text`` may mean, best first, alike together; nothing for nothing, or for what is no text."""
        return list(self._remembered(text[:LONGEST])) if isinstance(text, str) else []

    def _find(self, text: str) -> tuple[Found, ...]:
        asked = self._reader.read(text)
        found = list(self._all(asked)) if asked.text else []
        if found and asked.left and asked.parts:
            strange = f"“{wording.listed(list(asked.left))}” means nothing here and was left out"
            found[0] = replace(found[0], taken=_joined(found[0].taken, strange))
        return tuple(_grouped(found))

    def _all(self, asked: Asked) -> Iterator[Found]:
        yield from (_which(part) for part in asked.parts if part.tie)
        yield from (self._indicator(code) for code in asked.codes)
        yield from self._drawn(asked)
        yield from self._about(asked)
        yield from self._places(asked)
        yield from self._beginnings(asked)
        codes = [code for subject in asked.subjects for code in subject.codes]
        if not asked.codes and (len(asked.parts) != 1 or not asked.subjects):
            codes += self._indicators.labelled(asked.text)
        if asked.places:
            return
        yield from (self._indicator(code) for code in dict.fromkeys(codes) if self._indicators.has(code))

    # Subjects, alone and of a place

    def _about(self, asked: Asked) -> Iterator[Found]:
        places = [place for place in asked.places if place.kind != "world"]
        if asked.year and not asked.subjects and not places:
            yield from self._answers(_PLAIN, None, asked)
        yield from self._overlap(asked, places[:1])
        main = [subject for subject in asked.subjects if not subject.weak] or list(asked.subjects)
        main = [subject for subject in main if subject.kind != "level"] or main
        if not places:
            for subject in main:
                yield from self._most_refugees(subject, asked)
                yield from self._answers(subject, None, asked)
        for number, place in enumerate(places):
            for subject in main:
                answers = list(self._answers(subject, place, asked))
                yield from answers[: None if number == 0 else 1]

    def _answers(self, subject: Subject, place: Place | None, asked: Asked) -> Iterator[Found]:
        """The subject's answers for a place; where it has none of that kind, those without a place."""
        taken = _taken(asked, place)
        fitting = [answer for answer in subject.answers if place and self._fits(answer, place)]
        for answer in fitting or [answer for answer in subject.answers if answer.place == "none"]:
            if answer.path in self._pages:
                named = place if answer in fitting else None
                title = answer.title.format(place=wording.with_article(named.name) if named else "")
                title = title[:1].upper() + title[1:]
                yield Found(KINDS[subject.kind], title, answer.told, self._address(answer, named, asked), taken)

    def _fits(self, answer: Answer, place: Place) -> bool:
        if answer.only and (place.id in self._displaced) != (answer.only == "displaced"):
            return False
        return answer.place in (place.kind, "any")

    def _address(self, answer: Answer, place: Place | None, asked: Asked) -> str:
        """The page with its selection: of what is asked, the fields that the page uses."""
        wanted: dict[str, object] = {"place": (place.key,) if place else (), "year": self._year(asked, answer.path)}
        for subject in reversed(asked.subjects):
            wanted |= {"dimension": subject.dimension} if subject.dimension else {}
            wanted |= {"level": subject.level} if subject.level else {}
        wanted |= dict(answer.query)
        uses = self._pages[answer.path].uses
        chosen = Selection(**{name: value for name, value in wanted.items() if value and name in uses})  # type: ignore[arg-type]
        query = chosen.to_query()
        return answer.path + (f"?{query}" if query else "") + (f"#{answer.at}" if answer.at else "")

    def _year(self, asked: Asked, path: str) -> int | None:
        """The year asked for, where the page has it to choose and the newest modelled rates reach it."""
        view = max((one for one in self._store.releases.values() if one.source == "view"), key=lambda one: one.date)
        first, last = view.first_year or 0, view.last_year or 0
        return asked.year if asked.year and first <= asked.year <= last and path not in WITHOUT_YEARS else None

    def _overlap(self, asked: Asked, places: list[Place]) -> Iterator[Found]:
        """Several groups of one country at once: the cells where they overlap."""
        groups = {subject.dimension: subject for subject in asked.subjects if subject.dimension}
        if len(groups) < 2 or not places or places[0].kind != "country" or "/groups" not in self._pages:
            return
        names = wording.listed([subject.name for subject in groups.values()], len(groups))
        answer = Answer("", "", "/groups", at="who-is-out-of-school-in-one-country")
        title = f"Where they overlap in {places[0].name}: {names}"
        told = "Poor, rural and girl crossed, with each sample size"
        yield Found(GROUPS, title, told, self._address(answer, places[0], asked), _taken(asked, places[0]))

    def _most_refugees(self, subject: Subject, asked: Asked) -> Iterator[Found]:
        """Where most refugees are by UNHCR's latest count, for a question that names no place."""
        if subject.hosts:
            year, hosts = self._hosts
            told = f"One of the {len(hosts)} countries with most refugees in UNHCR's count of {year}"
            for place in hosts:
                yield from (replace(one, told=told) for one in list(self._answers(subject, place, asked))[:1])

    # Places

    def _places(self, asked: Asked) -> Iterator[Found]:
        """The places named; alone, also what begins or sounds alike, and the pages about the first."""
        yield from (self._place(place, asked) for place in asked.places)
        if not asked.places or asked.subjects or asked.codes:
            return
        if len(asked.parts) == 1 and not asked.left:
            yield from (self._place(place, asked) for place in self._alike(asked.text))
        if any(part.tie for part in asked.parts):
            return
        first = asked.places[0]
        for subject in self._subjects:
            if subject.beside and first.kind != "world":
                yield from list(self._answers(subject, first, asked))[:1]

    def _place(self, place: Place, asked: Asked) -> Found:
        path = {"country": "/country", "world": "/"}.get(place.kind, "/region")
        answer = Answer("", "", path)
        address = self._address(answer, None if place.kind == "world" else place, asked)
        return Found(PLACES, place.name, self._kind(place), address, _taken_place(asked, place))

    def _kind(self, place: Place) -> str:
        if place.kind == "world":
            return "All countries together"
        if place.kind == "country":
            region = self._store.places.by_id.get(place.sdg_region or "")
            return f"Country or territory, {region.name}" if region else "Country or territory"
        own = REGION_KINDS.get(place.region_set or "", f"Other grouping ({place.id.split(':')[0]})")
        count = len(self._store.places.members(place.id))
        return f"{own}, {count} countries and territories" if count > 1 else own

    def _alike(self, text: str) -> list[Place]:
        """Places whose name begins like the text, or holds a word that does; usual regions before other groupings."""
        found = [place for place, names in self._begun.items() if f" {text}" in names]
        return sorted(found, key=lambda place: (place.region_set == "other", f"| {text}" not in self._begun[place]))

    # Pages and indicators

    def _beginnings(self, asked: Asked) -> Iterator[Found]:
        """What the text may become when more of it is typed."""
        if len(asked.text) < 2 or len(asked.parts) > 1:
            return
        begun = self._reader.begun(asked.text) if len(asked.text) > 2 else {}
        for subject, word in begun.items():
            if subject not in asked.subjects:
                bare = Asked(asked.text, (Part(word, subject=subject),), ())
                yield from list(self._answers(subject, None, bare))[:1]
        if not asked.parts:
            yield from (self._place(place, asked) for place in self._alike(asked.text))
        if not asked.places and not asked.subjects:
            yield from (self._indicator(code) for code in self._indicators.begun(asked.text))

    def _indicator(self, code: str) -> Found:
        return Found(INDICATORS, code, self._indicators.told(code), "/data#data-meanings")

    def _drawn(self, asked: Asked) -> Iterator[Found]:
        """The page that draws an indicator named by its code, for the place named with it."""
        for code in asked.codes:
            level = self._indicators.drawn_level(code)
            if not level or "/country" not in self._pages:
                continue
            place = next((place for place in asked.places if place.kind == "country"), None)
            answer = Answer("", "", "/country", query=(("level", level),), at="is-it-falling")
            title = f"Is it falling in {place.name}?" if place else "Is it falling? Country by country"
            told = f"{wording.LEVELS[level].capitalize()} age: each method with its own line"
            yield Found(PAGES, title, told, self._address(answer, place, asked))


_PLAIN = Subject("page", (), (Answer("Children out of school across the world", "Map, regions and trend", "/"),))


def _page_subject(page: Page) -> Subject:
    """A page that no everyday word leads to is found by its name."""
    return Subject("page", (page.name,), (Answer(page.name, "A page of this dashboard", page.path),), weak=True)


def _taken(asked: Asked, place: Place | None) -> str:
    """What each translated word was taken for."""
    meant = [
        f"“{part.said}” taken as: {part.subject.taken}" for part in asked.parts if part.subject and part.subject.taken
    ]
    return _joined(*dict.fromkeys(meant), _taken_place(asked, place) if place else "")


def _taken_place(asked: Asked, place: Place) -> str:
    said = next((part.said for part in asked.parts if place in part.places and not part.tie), "")
    own = f" {plain(place.name)} "
    return f"“{said}” taken as: {place.name}" if said and f" {plain(said)} " not in own else ""


def _which(part: Part) -> Found:
    """Asked rather than answered: the order of a list leads nobody who presses Enter to a place."""
    names = " or ".join(place.name for place in part.places)
    return Found(WHICH, f"{names}?", f"“{part.said}” is as near to one as to another: choose below", "")


def _beginnings_of(place: Place) -> str:
    """All names of a place, each after a bar, so that one look finds the beginning of any word."""
    return "".join(f"| {plain(name)} " for name in (place.name, place.slug, *place.aliases))


def _displaced(store: Store) -> frozenset[str]:
    """Countries where UNHCR counts displaced children of a known age in the latest year it counts anybody there."""
    table = store.table("displaced").astype({"place": str, "age_group": str, "population": str, "sex": str})
    table = table[table["sex"].eq("total")]
    told = table["population"].isin(("refugees", "idps")) & table["age_group"].isin(("5-11", "12-17"))
    latest = table["year"].eq(table.groupby("place")["year"].transform("max"))
    return frozenset(table.loc[told & latest, "place"])


def _most_refugees(store: Store, limit: int = 3) -> tuple[int, list[Place]]:
    """The year of UNHCR's latest count, and the countries with most refugees in it."""
    table = store.table("displaced").astype({"place": str, "age_group": str, "population": str, "sex": str})
    everybody = table[table["population"].eq("refugees") & table["age_group"].eq("all") & table["sex"].eq("total")]
    year = int(everybody["year"].max())
    first = everybody[everybody["year"].eq(year)].groupby("place")["persons"].sum().nlargest(limit)
    return year, [store.places.by_id[place] for place in first.index]


def _joined(*told: str) -> str:
    return ". ".join(part for part in told if part)


def _grouped(found: list[Found]) -> list[Found]:
    """Each once, alike together in the order of the best of each kind, a few of a kind."""
    once: dict[tuple[str, ...], Found] = {}
    for one in found:
        once.setdefault((one.kind, one.title if one.kind == INDICATORS else one.address), one)
    kinds = dict.fromkeys(one.kind for one in once.values())
    few = [[one for one in once.values() if one.kind == kind][:MOST_OF_A_KIND] for kind in kinds]
    return _said_once([one for part in few for one in part][:MOST])


def _said_once(found: list[Found]) -> list[Found]:
    """What a word was taken for stands with the first it holds for."""
    first: dict[str, int] = {}
    for number, one in enumerate(found):
        first.setdefault(one.taken, number)
    return [one if first[one.taken] == number else replace(one, taken="") for number, one in enumerate(found)]
