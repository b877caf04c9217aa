"""Pictures, decks and briefings: one is made, a few wait, the next is sent away and told when to come again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from dashboard import briefing, deck_route, memory, server, slide_basket
from dashboard.render import picture
from dashboard.waiting import DOCUMENTS, Busy, WaitingRoom

PATIENCE = 20
SLIDE = {"address": "gap?place=PAK", "title": "", "size": "slide", "colours": "own"}


class Held:
    """In place of what makes a file: it says that it has begun, and makes it once it is let go."""

    def __init__(self, made: bytes = b"made") -> None:
        self.began, self.go, self.made = Event(), Event(), made

    def __call__(self, *_: object) -> bytes:
        self.began.set()
        assert self.go.wait(PATIENCE)
        return self.made


@pytest.fixture
def arrived(monkeypatch):
    """Counts who has taken a place in a room, so that nobody has to guess when it is full."""
    count = Semaphore(0)

    def watch(room):
        acquire = room._places.acquire

        def counted(*args, **named):
            taken = acquire(*args, **named)
            count.release()
            return taken

        monkeypatch.setattr(room._places, "acquire", counted)
        return count

    return watch


def filled(pool, room, seats, held, arrived, ask):
    """Ask until one is served and every seat is taken; the answers to come."""
    coming = arrived(room)
    asked = [pool.submit(ask) for _ in range(1 + seats)]
    assert all(coming.acquire(timeout=PATIENCE) for _ in asked)
    assert held.began.wait(PATIENCE)
    return asked


def test_one_is_served_and_the_seats_are_counted():
    room = WaitingRoom("pies", seats=0, retry_after=7)
    with room.turn(), pytest.raises(Busy, match="0 pies are waiting to be made; try again in 7 seconds") as busy:
        room.turn().__enter__()
    assert busy.value.retry_after == 7
    with room.turn():
        pass


def test_a_place_is_given_back_by_who_fails():
    room = WaitingRoom("pies", seats=0, retry_after=7)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), room.turn():
            raise ZeroDivisionError


@pytest.mark.parametrize("also", ["deck", "slides", "briefing"])
def test_decks_and_briefings_share_a_room_and_the_next_is_sent_away(also, app, monkeypatch, arrived):
    held = Held()
    monkeypatch.setattr(deck_route.slides, "deck", held)
    monkeypatch.setattr(slide_basket, "deck", held)
    monkeypatch.setattr(briefing, "pdf", held)
    monkeypatch.setattr(deck_route.deck, "of", lambda *_, **__: [])
    asks = {
        "deck": lambda: app.server.test_client().get("/deck.pptx?place=PAK"),
        "slides": lambda: app.server.test_client().post("/slides.pptx", data=SLIDE),
        "briefing": lambda: app.server.test_client().get("/briefing/PAK.pdf"),
    }
    with ThreadPoolExecutor(4) as pool:
        asked = filled(pool, DOCUMENTS, 3, held, arrived, asks["deck"])
        try:
            refused = asks[also]()
        finally:
            held.go.set()
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "15"
    assert refused.content_type == "text/plain; charset=utf-8"
    assert refused.text == "3 decks and briefings are waiting to be made; try again in 15 seconds.\n"
    assert [one.result().status_code for one in asked] == [200] * 4
    assert asks[also]().status_code == 200


def test_pictures_have_a_room_and_charts_are_answered_while_it_is_full(app, monkeypatch, arrived):
    held = Held(b"<svg></svg>")
    monkeypatch.setattr(picture._pictures, "_drawn", held)
    ask = app.server.test_client
    years = iter(range(2000, 2001 + picture.WAITING))
    with ThreadPoolExecutor(1 + picture.WAITING) as pool:
        asked = filled(
            pool,
            picture._pictures.room,
            picture.WAITING,
            held,
            arrived,
            lambda: ask().get(f"/figures/gap.svg?place=PAK&year={next(years)}&size=square"),
        )
        try:
            refused = ask().get("/figures/gap.svg?place=VNM&size=square")
            chart = ask().get("/figures/gap.csv?place=VNM")
        finally:
            held.go.set()
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert refused.text == "19 pictures are waiting to be made; try again in 5 seconds.\n"
    assert "ETag" not in refused.headers
    assert chart.status_code == 200
    assert [one.result().status_code for one in asked] == [200] * (1 + picture.WAITING)
    memory._together.cache_clear()  # of pictures that were never drawn


def test_the_same_picture_is_waited_for_in_the_room_too_and_drawn_once(app, monkeypatch, arrived):
    held, drawn = Held(b"<svg></svg>"), []
    monkeypatch.setattr(picture._pictures, "_drawn", lambda line: drawn.append(line) or held())
    ask = app.server.test_client
    address = "/figures/gap.svg?place=NER&size=square"
    with ThreadPoolExecutor(1 + picture.WAITING) as pool:
        room = picture._pictures.room
        asked = filled(pool, room, picture.WAITING, held, arrived, lambda: ask().get(address))
        try:
            refused = ask().get(address)
        finally:
            held.go.set()
    assert refused.status_code == 503
    assert [one.result().status_code for one in asked] == [200] * (1 + picture.WAITING)
    assert len(drawn) == 1
    memory._together.cache_clear()


def test_who_waited_while_the_browser_was_lost_is_told_so_at_once(monkeypatch, arrived):
    pictures, tried, go = picture.Pictures(), [], Event()

    class Lost:
        def ask(self, line: bytes, deadline: float) -> bytes:
            tried.append(line)
            assert go.wait(PATIENCE)
            raise picture._EngineLost

    monkeypatch.setattr(pictures, "_running", Lost)
    coming = arrived(pictures.room)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(pictures.draw, f"{number}".encode()) for number in range(4)]
        assert all(coming.acquire(timeout=PATIENCE) for _ in asked)
        go.set()
    assert {str(one.exception()) for one in asked} == {picture.LOST}
    assert len(tried) == 2
    monkeypatch.setattr(pictures, "_drawn", lambda line: b"drawn")
    assert pictures.draw(b"the next") == b"drawn"


def test_full_rooms_leave_threads_for_charts():
    rooms = (picture._pictures.room, DOCUMENTS)
    assert sum(room._places._initial_value for room in rooms) < server.THREADS
