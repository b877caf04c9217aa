// The parts of Plotly that the dashboard draws with. Everything else of the full build stays out: what is registered
// here is what plotly.js/src/core registers, less what no chart here has (sliders, menus, images, selections …).
require("plotly.js/build/plotcss");
const methods = require("plotly.js/src/plot_api");
const Plots = require("plotly.js/src/plots/plots");
const { register } = require("plotly.js/src/registry");
const toSVG = require("plotly.js/src/snapshot/tosvg");
const { version } = require("plotly.js/src/version");

// No axis is asked to make room for annotations: each would be drawn once more, and here their axes have set ranges.
const annotations = { ...require("plotly.js/src/components/annotations"), calcAutorange: undefined };

const named = Object.entries(methods);
register(named.map(([name, fn]) => ({ moduleType: "apiMethod", name, fn })));
register([
  require("plotly.js/lib/scatter"),
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/choropleth"),
  require("plotly.js/lib/scattergeo"),
  annotations,
  require("plotly.js/src/components/shapes"),
  require("plotly.js/src/components/errorbars"),
  require("plotly.js/src/components/colorscale"),
  require("plotly.js/src/components/colorbar"),
  require("plotly.js/src/components/legend"),
  require("plotly.js/src/components/fx"),
  require("plotly.js/src/components/modebar"),
  require("plotly.js/src/locale-en"),
  require("plotly.js/src/locale-en-us"),
]);

// Plotly's own defaults fetch outlines from its makers' host and offer to upload the chart to them.
const script = document.currentScript?.src;
methods.setPlotConfig({
  showSendToCloud: false,
  plotlyServerURL: "",
  topojsonURL: script ? new URL("topojson/", script).href : "topojson/",
});

const open = named.filter(([name]) => !name.startsWith("_"));
module.exports = {
  version,
  ...Object.fromEntries(open),
  Plots: { resize: Plots.resize, graphJson: Plots.graphJson },
  Snapshot: { toSVG },
};
