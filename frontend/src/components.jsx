// The components of Dash and of Mantine that the pages use, under the names by which Dash looks for them.
import "regenerator-runtime/runtime.js"; // which Graph and Link take for granted
import link from "dash-core-components/lib/components/Link.react.js";
import location from "dash-core-components/lib/components/Location.react.js";
import store from "dash-core-components/lib/components/Store.react.js";
import { Graph } from "./charts.jsx";
import * as controls from "./controls.jsx";

window.dash_core_components = { Graph, Link: link.default, Location: location.default, Store: store.default };
window.dashboard = { ...controls };
