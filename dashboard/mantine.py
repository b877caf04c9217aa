"""The controls of pages as Dash components: Mantine's, as frontend/src/controls.jsx draws them.

dash-mantine-components has classes for these six too, and for a hundred and fifty more that no page uses: importing it
takes a third of a second at each start and 17 MB in each worker.
"""

from __future__ import annotations

from dash.development.base_component import Component

CHOICE = ("id", "data", "value", "debounce", "persistence", "persistence_type", "size")
INPUT = (*CHOICE, "label", "placeholder", "maxDropdownHeight", "comboboxProps", "classNames", "attributes")
SEARCH = (*INPUT, "searchable", "searchValue", "filter", "renderOption", "withScrollArea")


class Mantine(Component):
    """A component by Mantine's name; ``takes`` are the properties that pages give it, by Mantine's names too.

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


class MantineProvider(Mantine):
    """What stands round all of them: fonts and colours."""

    takes = ("children", "theme", "forceColorScheme")


class Autocomplete(Mantine):
    """A text with suggestions, told ``debounce`` ms after the last letter."""

    takes = INPUT


class MultiSelect(Mantine):
    """Several of many, found by typing."""

    takes = (*SEARCH, "clearable")


class SegmentedControl(Mantine):
    """One of a few, all of them seen."""

    takes = (*CHOICE, "name")


class Select(Mantine):
    """One of many, found by typing."""

    takes = (*SEARCH, "allowDeselect")


class Slider(Mantine):
    """A whole number, told on the way (``updatemode`` "drag") or at the end ("mouseup")."""

    takes = ("id", "value", "min", "max", "step", "marks", "thumbLabel", "labelAlwaysOn", "updatemode", "mb")
