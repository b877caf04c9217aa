// Makes the browser files in dashboard/assets. Run it through `make assets`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { dots } from "./src/dots.mjs";
import { licences } from "./src/licences.mjs";
import { lighter } from "./src/lighter.mjs";
import { mergeCountries, readWorld, simplifyWorld } from "./src/outlines.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "..", "dashboard", "assets");
const plotly = createRequire(import.meta.url)("plotly.js/package.json").version;

// The two large files are in every first view, and their best compression takes seconds: it is shipped with them.
function write(name, text, { shipSmall = false } = {}) {
  const path = join(assets, name);
  const small = brotliCompressSync(text);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (shipSmall) writeFileSync(`${path}.br`, small);
  const sizes = [Buffer.byteLength(text), small.length];
  console.log(name, ...sizes.map((n) => `${Math.round(n / 1000)} kB`));
}

async function bundlePlotly() {
  for (const old of readdirSync(assets).filter((name) => name.startsWith("plotly-"))) {
    rmSync(join(assets, old));
  }
  const name = `plotly-${plotly}.min.js`;
  const { metafile, outputFiles } = await build({
    entryPoints: [join(here, "src", "plotly.cjs")],
    outfile: name,
    absWorkingDir: here,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "Plotly",
    footer: { js: "window.Plotly=Plotly;" },
    target: "es2020",
    charset: "utf8",
    legalComments: "none", // the licences are written beside it
    define: { this: "self", global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
    loader: { ".css": "empty" },
    plugins: [lighter],
    logLevel: "warning",
  });
  write(name, outputFiles[0].text, { shipSmall: true });
  write(`${name}.LICENSE.txt`, `${licences(metafile, here)}\n`);
}

mkdirSync(assets, { recursive: true });
await bundlePlotly();
const world = mergeCountries(readWorld());
write("topojson/world_50m.json", JSON.stringify(simplifyWorld(world)), { shipSmall: true });
write("world_dots.json", JSON.stringify(dots(world), null, 0).replaceAll("},", "},\n"));
