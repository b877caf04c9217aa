// An esbuild plugin for components: React is on the page already, and of Ramda and mathematics little is needed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const parts = join(dirname(fileURLToPath(import.meta.url)), "parts");
const ON_THE_PAGE = { react: "React", "react-dom": "ReactDOM", "prop-types": "PropTypes" };

export const loaded = {
  name: "loaded",
  setup(build) {
    build.onResolve({ filter: /^(react|react-dom|prop-types)$/ }, ({ path }) => ({ path, namespace: "on-the-page" }));
    build.onLoad({ filter: /.*/, namespace: "on-the-page" }, ({ path }) => ({
      contents: `module.exports = window.${ON_THE_PAGE[path]};`,
    }));
    build.onResolve({ filter: /^ramda$/ }, () => ({ path: join(parts, "ramda.mjs") }));
    build.onResolve({ filter: /LazyLoader\/mathjax$/ }, ({ path }) => ({ path, namespace: "never" }));
    build.onLoad({ filter: /.*/, namespace: "never" }, () => ({ contents: "module.exports = async () => {};" }));
  },
};
