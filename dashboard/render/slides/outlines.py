"""The world's outlines as rings in the Equal Earth projection, simplified arc by arc so that borders stay shared."""

from __future__ import annotations

import heapq
import json
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from dashboard.render.maps import DOTS

OUTLINES = Path(__file__).parents[2] / "assets" / "topojson" / "world_50m.json"
CENTRE = 11.0
"""Longitude in the middle, as on screen: no country is cut but Antarctica."""
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
LEAST = 2e-5
"""Triangles smaller than this (in units of the projection, squared) are left out of a coast."""
SOUTH = -57.0

Point = tuple[float, float]
Ring = list[Point]


def projected(lon: float, lat: float) -> Point:
    """Equal Earth, y to the north; published by Šavrič, Patterson and Jenny in 2018."""
    away = (lon - CENTRE + 180) % 360 - 180
    theta = asin(sqrt(3) / 2 * sin(radians(lat)))
    square = theta * theta
    six = square**3
    slope = A1 + 3 * A2 * square + six * (7 * A3 + 9 * A4 * square)
    x = 2 * sqrt(3) * radians(away) * cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * square + six * (A3 + A4 * square))


@cache
def shapes() -> dict[str, list[Ring]]:
    """ISO3 code -> the rings of a country, holes among them."""
    world = json.loads(OUTLINES.read_text(encoding="utf-8"))
    arcs = [_simplified(_arc(each, world["transform"])) for each in world["arcs"]]
    found: dict[str, list[Ring]] = {}
    for country in world["objects"]["countries"]["geometries"]:
        if country["type"] is None or country["id"] == "ATA":
            continue
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [_ring(numbers, arcs) for polygon in polygons for numbers in polygon]
        found.setdefault(country["id"], []).extend(
            piece for ring in rings for piece in [_whole(ring)] if len(piece) > 3
        )
    return {code: rings for code, rings in found.items() if rings}


@cache
def dots() -> dict[str, Point]:
    """ISO3 code -> where the dot of a country too small to see stands."""
    points = json.loads(DOTS.read_text(encoding="utf-8"))
    return {code: projected(each["lon"], each["lat"]) for code, each in points.items() if each["small"]}


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Whole steps from point to point -> degrees."""
    x = y = 0
    points = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        lon = x * transform["scale"][0] + transform["translate"][0]
        points.append((lon, max(SOUTH, y * transform["scale"][1] + transform["translate"][1])))
    return points


def _simplified(points: list[Point]) -> list[Point]:
    """Without the points whose triangle with their neighbours is smallest (Visvalingam); the ends stay."""
    flat = [projected(*point) for point in points]
    before = [number - 1 for number in range(len(points))]
    after = [number + 1 for number in range(len(points))]
    heap = [(_area(flat[i - 1], flat[i], flat[i + 1]), i) for i in range(1, len(points) - 1)]
    heapq.heapify(heap)
    size = {number: area for area, number in heap}
    while heap and heap[0][0] < LEAST:
        area, number = heapq.heappop(heap)
        if size.get(number) != area:
            continue
        del size[number]
        one, other = before[number], after[number]
        after[one], before[other] = other, one
        for near in (one, other):
            if near in size:
                size[near] = max(area, _area(flat[before[near]], flat[near], flat[after[near]]))
                heapq.heappush(heap, (size[near], near))
    return [points[number] for number in (0, *sorted(size), len(points) - 1)]


def _area(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _ring(numbers: list[int], arcs: list[list[Point]]) -> Ring:
    ring: Ring = []
    for number in numbers:
        piece = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += piece if not ring else piece[1:]
    return ring


def _whole(ring: Ring) -> Ring:
    """The ring projected, kept on one side of the map's edge: what crosses it is drawn beyond it."""
    flat = [projected(*point) for point in ring]
    shift, out = 0.0, [flat[0]] if flat else []
    for (lon_a, _), (lon_b, lat_b) in pairwise([((lon - CENTRE + 180) % 360 - 180, lat) for lon, lat in ring]):
        if abs(lon_b - lon_a) > 180:
            shift += 360 if lon_b < lon_a else -360
        x, y = projected(lon_b + CENTRE, lat_b)
        out.append((x + shift / 360 * 2 * projected(CENTRE + 179.999, lat_b)[0], y))
    return out
