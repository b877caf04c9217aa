// The world's outlines, made light: one shape per ISO code, nothing that the maps don't draw.
import { createRequire } from "node:module";
import { geoArea } from "d3-geo";
import { feature, quantize } from "topojson-client";
import { filter, filterWeight, presimplify, quantile, simplify, sphericalTriangleArea } from "topojson-simplify";

const KEPT_SHARE = 0.1; // of all points: those that change the shape most
const RING_POINTS = 6; // a country's largest ring never shrinks below about this many points
const GRID = 6e3; // positions along each axis: 0.06 degrees, a sixth of a pixel on a map 1000 pixels wide
const SPECK = 4e-8; // steradians, about 1.6 km2: too small for any screen

export function readWorld() {
  globalThis.window ??= {}; // the file of outlines is written for a page
  return createRequire(import.meta.url)("plotly.js/dist/plotly-geo-assets.js").topojson.world_50m;
}

/** Plotly draws only the first shape with an id; some countries (PSE, PRT, ESP ...) come as several. */
function oneShapePerCode(geometries) {
  const byId = new Map();
  for (const { id, type, arcs, properties } of geometries) {
    const polygons = type === "Polygon" ? [arcs] : arcs;
    const known = byId.get(id);
    if (known) known.arcs.push(...polygons);
    else byId.set(id, { type: "MultiPolygon", id, properties, arcs: [...polygons] });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function mergeCountries(world) {
  const merged = { type: "GeometryCollection", geometries: oneShapePerCode(world.objects.countries.geometries) };
  return { ...world, objects: { countries: merged } };
}

export const countriesOf = (world) => feature(world, world.objects.countries).features;

const polygonArea = (coordinates) => geoArea({ type: "Polygon", coordinates });

export function largestPolygon(country) {
  const polygons = country.geometry.coordinates;
  const areas = polygons.map(polygonArea);
  const index = areas.indexOf(Math.max(...areas));
  return { index, coordinates: polygons[index], area: areas[index] };
}

const plain = (arc) => (arc < 0 ? ~arc : arc);

const largestRing = (geometry, country) => geometry.arcs[largestPolygon(country).index][0];

/** Small islands would shrink to a stroke without area; their weightiest points are pinned. */
function pin(weighted, rings) {
  for (const ring of rings) {
    const each = Math.ceil(RING_POINTS / ring.length);
    for (const arc of ring.map((a) => weighted.arcs[plain(a)])) {
      const heaviest = [...arc].sort((a, b) => b[2] - a[2]).slice(0, each + 2);
      for (const point of heaviest) point[2] = Infinity;
    }
  }
}

/** Drops specks, but never the largest ring of a country. */
function withoutSpecks(topology, largest) {
  const safe = new Set(largest.flat().map(plain));
  const isSeen = filterWeight(topology, SPECK, (ring) => polygonArea([ring]));
  const keep = (ring) => ring.some((arc) => safe.has(plain(arc))) || isSeen(ring);
  const { countries } = topology.objects;
  const kept = new Set(
    countries.geometries.flatMap(({ arcs }) => arcs.flat().filter(keep)).flat().map(plain),
  );
  return filter(topology, (ring) => ring.some((arc) => kept.has(plain(arc))));
}

const empty = { type: "GeometryCollection", geometries: [] };

export function simplifyWorld(world) {
  const weighted = presimplify(world, sphericalTriangleArea);
  const least = quantile(weighted, KEPT_SHARE);
  const shapes = countriesOf(world);
  const largest = weighted.objects.countries.geometries.map((g, i) => largestRing(g, shapes[i]));
  pin(weighted, largest);
  const light = quantize(withoutSpecks(simplify(weighted, least), largest), GRID);
  // Asking for a layer that isn't there stops Plotly; an empty one draws nothing.
  const others = ["land", "coastlines", "ocean", "lakes", "rivers", "subunits"];
  Object.assign(light.objects, Object.fromEntries(others.map((name) => [name, empty])));
  return light;
}
