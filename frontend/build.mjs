// Makes the browser files in dashboard/assets. Run it through `make assets`.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { dots } from "./src/dots.mjs";
import { licences } from "./src/licences.mjs";
import { lighter } from "./src/lighter.mjs";
import { loaded } from "./src/loaded.mjs";
import { mergeCountries, readWorld, simplifyWorld } from "./src/outlines.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "..", "dashboard", "assets");
const versionOf = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;

// The large files are in every first view, and their best compression takes seconds: it is shipped with them.
function write(name, text, { shipSmall = false } = {}) {
  const path = join(assets, name);
  const small = brotliCompressSync(text);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (shipSmall) writeFileSync(`${path}.br`, small);
  const sizes = [Buffer.byteLength(text), small.length];
  console.log(name, ...sizes.map((n) => `${Math.round(n / 1000)} kB`));
}

/** One script of what an entry asks for, its licences beside it; the styles where it has some. */
async function bundle(entry, name, options) {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(here, "src", entry)],
    outfile: name,
    absWorkingDir: here,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    target: "es2020",
    charset: "utf8",
    legalComments: "none", // the licences are written beside it
    logLevel: "warning",
    ...options,
  });
  write(name, outputFiles[0].text, { shipSmall: true });
  if (name.endsWith(".js")) write(`${name}.LICENSE.txt`, `${licences(metafile, here)}\n`);
}

const OURS = /^(plotly|components|controls)-/;
mkdirSync(assets, { recursive: true });
for (const old of readdirSync(assets).filter((name) => OURS.test(name))) rmSync(join(assets, old));
await bundle("plotly.cjs", `plotly-${versionOf("plotly.js")}.min.js`, {
  format: "iife",
  globalName: "Plotly",
  footer: { js: "window.Plotly=Plotly;" },
  define: { this: "self", global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
  loader: { ".css": "empty" },
  plugins: [lighter],
});
await bundle("components.jsx", `components-${versionOf("dash-core-components")}.min.js`, {
  format: "iife",
  jsx: "transform",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [loaded],
});
await bundle("controls.css", `controls-${versionOf("@mantine/core")}.min.css`, {});
const world = mergeCountries(readWorld());
write("topojson/world_50m.json", JSON.stringify(simplifyWorld(world)), { shipSmall: true });
write("world_dots.json", JSON.stringify(dots(world), null, 0).replaceAll("},", "},\n"));
