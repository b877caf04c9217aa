// The part of d3-geo that Plotly calls for the projections in use: Equal Earth, and Plotly's own default.
// Not the version that Plotly asks for: the newer one writes outlines to a thousandth of a pixel, in half the letters.
export { geoDistance, geoEqualEarth, geoEquirectangular, geoPath } from "d3-geo";
