// The part of Turf that Plotly calls.
export { area } from "@turf/area";
export { centroid } from "@turf/centroid";
export { coordAll } from "@turf/meta";
