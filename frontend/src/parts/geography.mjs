// The part of d3-geo that Plotly calls for the projections in use: Equal Earth, and Plotly's own default.
export { geoBounds, geoDistance, geoEqualEarth, geoEquirectangular, geoPath } from "plotly.js/node_modules/d3-geo/src/index.js";
