"""What callbacks listen to and write to is somewhere on a page."""

import re
from pathlib import Path

from dashboard import widgets
from dashboard.app import PAGES, shell
from dashboard.pages import data

DASH_OWN = re.compile(r"_pages_\w+")
WITHOUT_CONTROLS = (data,)
DRAWN = re.compile(r"^export const (\w+) = ", re.MULTILINE)


def ids(laid):
    return {part.id for part in [laid, *laid._traverse()] if getattr(part, "id", None)}


def wired(client):
    client.get("/")
    for callback in client.get("/_dash-dependencies").json:
        for part in (*callback["inputs"], *callback["state"]):
            yield part["id"]
        for output in callback["output"].strip(".").split("..."):
            yield output.rpartition(".")[0]


def test_every_id_that_is_wired_is_laid_out(client, store):
    laid = ids(shell(store)).union(*(ids(page.layout(store)) for page in PAGES))
    found = {ident for ident in wired(client) if not DASH_OWN.fullmatch(ident)}
    assert len(found) >= 10
    assert found <= laid, f"wired but nowhere laid out: {sorted(found - laid)}"


def test_every_control_does_something(client, store):
    found = set(wired(client))
    for page in PAGES:
        controls = {
            part.id
            for part in page.layout(store)._traverse()
            if type(part).__name__ in ("Select", "Choice", "Slider") and getattr(part, "id", None)
        }
        assert bool(controls) == (page not in WITHOUT_CONTROLS)
        assert controls <= found, f"{page.NAME}: controls that nothing listens to: {sorted(controls - found)}"


def test_no_id_of_one_page_is_used_by_another(store):
    own = [ids(page.layout(store)) - {"main"} for page in PAGES]
    for number, one in enumerate(own):
        for other in own[number + 1 :]:
            assert not one & other


def test_every_control_that_pages_have_is_drawn_by_the_script_and_none_besides():
    script = Path(__file__).parents[1] / "frontend" / "src" / "controls.jsx"
    assert {one.__name__ for one in widgets.Widget.__subclasses__()} == set(DRAWN.findall(script.read_text("utf-8")))
