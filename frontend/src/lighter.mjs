// An esbuild plugin that leaves out of Plotly what no chart here can reach.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { full } from "acorn-walk";

const parts = join(dirname(fileURLToPath(import.meta.url)), "parts");
const nothing = "module.exports = {};";
const still = "module.exports = () => {};";

// Of these only the part that is called.
const PARTS = {
  culori: "colours.mjs",
  "@plotly/d3": "d3.cjs",
  "@turf/area": "turf.mjs",
  "@turf/centroid": "turf.mjs",
  "@turf/meta": "turf.mjs",
  "d3-geo": "geography.mjs",
  "gl-mat4": "matrices.cjs",
  "topojson-client": "topojson.mjs",
};

// These stand in for modules that are asked for and never needed.
const STAND_INS = {
  "country-iso-search": "module.exports = { COUNTRIES: [], createLookup: () => ({ lookupAlpha3() {} }) };", // maps go by code
  "d3-geo-projection": nothing, // Equal Earth, and what Plotly falls back to, are in d3-geo
  "native-promise-only": nothing,
  "./buttons": nothing, // of the mode bar, which is never shown
  "./manage": still,
  "./command": nothing, // of sliders and menus
  "./display_outlines": still, // of shapes that a reader draws
  "../components/selections": "module.exports = { clearOutline() {} };", // nothing is selected
  "../../components/selections": "module.exports = { prepSelect() {}, clearOutline() {}, selectOnClick() {} };",
  "./validate": nothing, // for those who write figures by hand
  "./template_api": nothing,
};

const UNUSED_D3 = /^d3\.(layout|svg|geom\.(hull|voronoi|delaunay|quadtree)|random|csv|tsv|dsv|html|xml|text|hcl|lab|interpolate(Hcl|Lab)|nest|shuffle|permute|pairs|transpose|zip|median|variance|deviation|scale\.(log|pow|sqrt|quantile|quantize|threshold|identity))\b/;

const without = (text, cuts) =>
  cuts.sort((a, b) => b.start - a.start).reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);

/** Attributes without their descriptions, which only Plotly's manual prints. */
function withoutDescriptions(text) {
  const found = [];
  full(parse(text, { ecmaVersion: "latest" }), ({ type, key, start, end, computed }) => {
    if (type !== "Property" || computed || key.name !== "description") return;
    found.push({ start, end: end + text.slice(end).match(/^\s*,?/)[0].length });
  });
  return without(text, found.filter((one) => !found.some((other) => other.start < one.start && one.end <= other.end)));
}

/** D3 out of the function around it: what is then assigned to nothing falls away. */
function lighterD3(text) {
  const { expression } = parse(text, { ecmaVersion: "latest" }).body[0]; // !function () { … }.apply(self)
  const { start, body } = expression.argument.callee.object.body;
  const unused = body.filter((one) => one.type === "ExpressionStatement" && UNUSED_D3.test(text.slice(one.start, one.end)));
  return `${without(text.slice(0, body.at(-1).start), unused).slice(start + 1)}\nexport default d3;`;
}

const loaded = (change) => async ({ path }) => ({ contents: change(await readFile(path, "utf8")) });

export const lighter = {
  name: "lighter",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, importer }) => {
      if (!importer.includes("/plotly.js/src/")) return undefined;
      if (path in PARTS) return { path: join(parts, PARTS[path]) };
      return path in STAND_INS ? { path, namespace: "stand-in" } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path }) => ({ contents: STAND_INS[path] }));
    build.onLoad({ filter: /\/plotly\.js\/src\/.*\.js$/ }, loaded(withoutDescriptions));
    build.onLoad({ filter: /\/@plotly\/d3\/d3\.js$/ }, loaded(lighterD3));
  },
};
