export { default as feature } from "topojson-client/src/feature.js";
