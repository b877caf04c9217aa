// The licence texts of everything inside a bundle, in one file beside it.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const TEXT = /^(licen[cs]e|notice|copying)/i;

function textOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => TEXT.test(file) && !file.endsWith(".js"));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license?.type ?? license ?? "see its text"})`, ...texts].join("\n\n");
}

export function licences(metafile, base) {
  const matches = Object.keys(metafile.inputs).map((input) => input.match(PACKAGE)?.[1]);
  const folders = [...new Set(matches.filter(Boolean))].map((folder) => join(base, folder)).sort();
  const known = folders.filter((folder) => existsSync(join(folder, "package.json")));
  return known.map(textOf).join(`\n\n${"-".repeat(78)}\n\n`);
}
