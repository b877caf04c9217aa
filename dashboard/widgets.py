"""The controls of pages as Dash knows them, with the properties that pages give; frontend/src/controls.jsx draws."""

from __future__ import annotations

from dash.development.base_component import Component

INPUT = (
    "id",
    "data",
    "value",
    "size",
    "label",
    "placeholder",
    "maxDropdownHeight",
    "comboboxProps",
    "classNames",
    "attributes",
)
SEARCH = (*INPUT, "searchable", "searchValue", "filter", "renderOption", "withScrollArea")


class Widget(Component):
    """A component; ``takes`` are the properties that pages give it, by Mantine's names.

    Raises:
        TypeError: a property that it does not take.
    """

    takes: tuple[str, ...] = ()
    available_properties: list[str]
    _namespace = "dashboard"

    def __init_subclass__(cls) -> None:
        cls._type = cls.__name__
        cls._valid_wildcard_attributes = cls.available_wildcard_properties = ["data-", "aria-"]
        cls._prop_names = cls.available_properties = [*cls.takes, "data-*", "aria-*"]


class MantineProvider(Widget):
    """What stands round all of them: fonts and colours."""

    takes = ("children", "theme", "forceColorScheme")


class Choice(Widget):
    """One of a few, all of them seen: radio buttons of the browser's own; ``name`` is theirs in a form."""

    takes = ("id", "data", "value", "name", "disabled", "persistence", "persistence_type")


class Autocomplete(Widget):
    """A text with suggestions, told ``debounce`` ms after the last letter."""

    takes = (*INPUT, "debounce")


class MultiSelect(Widget):
    """Several of many, found by typing."""

    takes = (*SEARCH, "clearable")


class Select(Widget):
    """One of many, found by typing."""

    takes = (*SEARCH, "allowDeselect")


class Slider(Widget):
    """A whole number, told on the way (``updatemode`` "drag") or at the end ("mouseup")."""

    takes = ("id", "value", "min", "max", "step", "marks", "thumbLabel", "labelAlwaysOn", "updatemode", "mb")
