"""The address bar follows the controls of a page, and the parts of the page follow both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from dashboard.pages import parts
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

READ: dict[str, Callable[[Any], object]] = {"place": lambda key: (key,)}
"""How a control's value stands in a selection, where not as it is."""


def follow(
    app: Dash,
    store: Store,
    defaults: Selection,
    controls: dict[str, str],
    made: dict[str, Callable[[Store, Selection], Any]],
    read: dict[str, Callable[[Any], object]] | None = None,
) -> None:
    """Register the one callback of a page.

    Args:
        app, store: As everywhere.
        defaults: What the page takes for granted; it fills the gaps of the selection.
        controls: The id of each control -> the field of the selection that it governs.
        made: The id of each part of the page -> what makes its children.
        read: Further ways to read a control, by field.
    """
    fields = tuple(controls.values())
    reading = {**READ, **(read or {})}

    @app.callback(
        Output("address", "search", allow_duplicate=True),
        *(Output(part, "children") for part in made),
        *(Input(control, "value") for control in controls),
        State("address", "search"),
        prevent_initial_call=True,
    )
    def show(*values: Any) -> tuple[object, ...]:
        *told, address = values
        named: dict[str, Any] = {
            field: reading[field](value) if field in reading else value
            for field, value in zip(fields, told, strict=True)
        }
        chosen = Selection(**named).filled(defaults)
        if unmoved(address, chosen, defaults, store, fields):
            raise PreventUpdate
        return parts.search_of(chosen, defaults), *(make(store, chosen) for make in made.values())


def unmoved(address: str | None, chosen: Selection, defaults: Selection, store: Store, fields: tuple[str, ...]) -> bool:
    """Whether the address already says, of the fields that the page governs, what the controls say.

    Dash calls a page's callback once when the page opens, with nothing changed. Drawing all again would
    cost the reader seconds, and writing the address again would undo the Back button.
    """
    try:
        said = Selection.from_query(address or "", store).filled(defaults)
    except BadSelection:
        return False
    return replace(said, place=said.place[:1]).only(fields) == chosen.only(fields)
