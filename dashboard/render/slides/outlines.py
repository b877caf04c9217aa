"""The world's outlines as rings in the Equal Earth projection, simplified arc by arc so that borders stay shared."""

from __future__ import annotations

import heapq
import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import asin, cos, inf, radians, sin, sqrt
from pathlib import Path
from typing import Any

from dashboard.render import maps

OUTLINES = Path(__file__).parents[2] / "assets" / "topojson" / "world_50m.json"
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
EMPTY = 60
"""Degrees without a country from which on a map is of a region, not of the world."""
DISPUTED = "Disputed area"

Point = tuple[float, float]
Ring = list[Point]


def projected(away: float, lat: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny 2018), ``away`` from the middle, degrees; y to the north."""
    theta = asin(sqrt(3) / 2 * sin(radians(lat)))
    square = theta * theta
    six = square**3
    slope = A1 + 3 * A2 * square + six * (7 * A3 + 9 * A4 * square)
    x = 2 * sqrt(3) * radians(away) * cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * square + six * (A3 + A4 * square))


def centre(codes: Sequence[str]) -> float:
    """The longitude in the middle of these countries; of the world, that of the screen."""
    east = sorted(maps.points()[code]["lon"] for code in codes if code in maps.points())
    if not east:
        return maps.CENTRE
    wide, start = max((b - a, b) for a, b in pairwise([*east, east[0] + 360]))
    return start + (360 - wide) / 2 if wide > EMPTY else maps.CENTRE


def mark(code: str, middle: float) -> Point | None:
    """Where a dot of a country stands."""
    place = maps.points().get(code)
    return projected((place["lon"] - middle + 180) % 360 - 180, place["lat"]) if place else None


def is_small(code: str) -> bool:
    """Whether its shape can't be seen on a map of the world."""
    return bool(maps.points().get(code, {}).get("small"))


def with_disputed(codes: Sequence[str]) -> list[str]:
    """The countries that have a shape, and the disputed areas that border on one of them."""
    own = {code: set(_numbers(country)) for code, country in _countries().items()}
    shown = [code for code in codes if code in own]
    edges = set().union(*(own[code] for code in shown))
    return shown + [code for code in own if code not in maps.points() and own[code] & edges]


def shapes(codes: list[str], middle: float, least: float) -> dict[str, list[Ring]]:
    """The rings of each country, holes among them, without detail smaller than ``least`` (projection units squared)."""
    found = {}
    for code in codes:
        country = _countries()[code]
        rings = [_ring(numbers, least) for polygon in country for numbers in polygon]
        found[code] = [_flat(ring, middle) for ring in rings if len(ring) > 3]
    return found


@cache
def _countries() -> dict[str, list[list[list[int]]]]:
    """ISO3 code -> polygons of rings of numbers of arcs."""
    geometries = _world()["objects"]["countries"]["geometries"]
    return {
        each["id"]: each["arcs"] if each["type"] == "MultiPolygon" else [each["arcs"]]
        for each in geometries
        if each["type"] and each["id"] != "ATA"
    }


def _world() -> dict[str, Any]:
    """The outlines as they are shipped, read anew: what is kept of them is smaller."""
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


@cache
def _arcs() -> list[list[tuple[Point, float]]]:
    """Every arc: its points in degrees, each with the size of what would be lost without it."""
    world = _world()
    return [_weighed(_degrees(steps, world["transform"])) for steps in world["arcs"]]


def _degrees(steps: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        points.append((x * wide + west, y * high + south))
    return points


def _weighed(points: list[Point]) -> list[tuple[Point, float]]:
    """Visvalingam: the smallest triangle goes first, and what goes later never weighs less; ends stay for ever."""
    flat = [(radians(lon), sin(radians(lat))) for lon, lat in points]
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    weights = [inf] * len(points)
    heap = [(_area(flat[i - 1], flat[i], flat[i + 1]), i) for i in range(1, len(points) - 1)]
    size = {number: area for area, number in heap}
    heapq.heapify(heap)
    largest = 0.0
    while heap:
        area, number = heapq.heappop(heap)
        if size.get(number) != area:
            continue
        del size[number]
        largest = weights[number] = max(largest, area)
        one, other = before[number], after[number]
        after[one], before[other] = other, one
        for near in (one, other):
            if near in size:
                size[near] = _area(flat[before[near]], flat[near], flat[after[near]])
                heapq.heappush(heap, (size[near], near))
    return list(zip(points, weights, strict=True))


def _area(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _ring(numbers: list[int], least: float) -> Ring:
    ring: Ring = []
    for number in numbers:
        arc = _arcs()[number] if number >= 0 else _arcs()[~number][::-1]
        ring += [point for point, weight in arc if weight >= least][bool(ring) :]
    return ring


def _flat(ring: Ring, middle: float) -> Ring:
    """The ring projected in one piece: what crosses the edge of the map is drawn beyond it."""
    flat, last = [], (ring[0][0] - middle + 180) % 360 - 180
    for lon, lat in ring:
        away = lon - middle
        last = away + 360 * round((last - away) / 360)
        flat.append(projected(last, lat))
    return flat


def _numbers(country: list[list[list[int]]]) -> list[int]:
    return [number if number >= 0 else ~number for polygon in country for ring in polygon for number in ring]
