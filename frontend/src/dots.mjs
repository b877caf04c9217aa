// A point inside every country, for the dot that shows it when its shape is too small to see.
import { createRequire } from "node:module";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import polylabel from "polylabel";
import { countriesOf, largestPolygon } from "./outlines.mjs";

const MAP_WIDTH = 1000; // pixels
const SEEN = 2.5; // pixels: the square root of the area of a shape that can still be made out

// Places that the outlines leave out: an atlas position.
const WITHOUT_SHAPE = {
  IOT: [72.42, -7.33],
  SMR: [12.46, 43.94],
  UMI: [166.63, 19.29],
  VAT: [12.45, 41.9],
  WLF: [-176.2, -13.3],
  XKX: [20.9, 42.6],
};

const round = (x) => Math.round(x * 100) / 100;

function pixels(country) {
  const projection = geoNaturalEarth1().fitWidth(MAP_WIDTH, { type: "Sphere" });
  return Math.sqrt(geoPath(projection).area(country));
}

function dot(country) {
  const [lon, lat] = polylabel(largestPolygon(country).coordinates, 0.01);
  return { lon: round(lon), lat: round(lat), small: pixels(country) < SEEN };
}

export function dots(world) {
  const shapes = new Map(countriesOf(world).map((country) => [country.id, country]));
  const { COUNTRIES } = createRequire(import.meta.url)("country-iso-search");
  const codes = [...COUNTRIES.map(({ iso3 }) => iso3), "XKX"].sort();
  return Object.fromEntries(
    codes.map((code) => {
      if (shapes.has(code)) return [code, dot(shapes.get(code))];
      const [lon, lat] = WITHOUT_SHAPE[code];
      return [code, { lon, lat, small: true }];
    }),
  );
}
