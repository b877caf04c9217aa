// Dash draws the charts of a page all at once, and none is seen before the last is drawn; until then they have no room,
// and the page jumps. Here they stand in line, each in its own room, and each begins a frame after the one before it.
import plot from "dash-core-components/lib/fragments/Graph.react.js";
import plotly from "dash-core-components/lib/utils/LazyLoader/plotly.js";
import React, { Suspense, useEffect, useState } from "react";
import { flushSync } from "react-dom";

const Plot = React.lazy(() => plotly.default().then(() => plot));
// A page that nobody sees has no frames.
const frame = () => new Promise((done) => {
  if (document.hidden) setTimeout(done);
  else requestAnimationFrame(() => setTimeout(done));
});
const line = [];
const join = (begin) => { if (line.push(begin) === 1) begin(true); };
const leave = (begin) => {
  const at = line.indexOf(begin);
  if (at >= 0) line.splice(at, 1);
  if (at === 0) line[0]?.(true);
};
addEventListener("beforeprint", () => flushSync(() => { for (const begin of line) begin(true); }));
const nothing = () => {};

/** Dash's own chart, once its turn comes. Nothing here extends traces, which Dash's wrapper round it is for. */
export function Graph(props) {
  const [isDue, begin] = useState(false);
  useEffect(() => { join(begin); return () => leave(begin); }, []);
  useEffect(() => { if (isDue) frame().then(() => leave(begin)); }, [isDue]);
  const { id, style, className = "" } = props, classes = `dash-graph ${className}`.trim();
  const room = <div id={id} className={classes} style={style} data-dash-is-loading="true" />;
  return isDue ? <Suspense fallback={room}><Plot {...props} className={classes} clearState={nothing} /></Suspense> : room;
}
