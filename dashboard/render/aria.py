"""What a screen reader is told, in the form Dash takes it."""

from __future__ import annotations

from typing import Any


def aria(**attributes: object) -> dict[str, Any]:
    """``aria(label="Pages")`` is ``{"aria-label": "Pages"}``."""
    return {f"aria-{name}": value for name, value in attributes.items()}
