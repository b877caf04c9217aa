// The parts of Plotly that the dashboard draws with. Everything else of the full build stays out.
const Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/scatter"),
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/choropleth"),
  require("plotly.js/lib/scattergeo"),
  // UNESCO's languages; English is built in.
  require("plotly.js/lib/locales/fr"),
  require("plotly.js/lib/locales/es"),
  require("plotly.js/lib/locales/ar"),
  require("plotly.js/lib/locales/ru"),
  require("plotly.js/lib/locales/zh-cn"),
]);

// Plotly's own defaults fetch outlines from its makers' host and offer to upload the chart to them.
const script = document.currentScript?.src;
Plotly.setPlotConfig({
  showSendToCloud: false,
  plotlyServerURL: "",
  topojsonURL: script ? new URL("topojson/", script).href : "topojson/",
});

module.exports = Plotly;
