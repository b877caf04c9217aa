// Dash draws the charts of a page all at once, and none is seen before the last is drawn. Here they stand in line: each
// begins a frame after the one before it.
import graph from "dash-core-components/lib/components/Graph.react.js";
import React, { useEffect, useState } from "react";

const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
const line = [];
const join = (begin) => { if (line.push(begin) === 1) begin(true); };
const leave = (begin) => {
  const at = line.indexOf(begin);
  if (at >= 0) line.splice(at, 1);
  if (at === 0) line[0]?.(true);
};

/** Its room until its turn comes, then Dash's own chart. */
export function Graph(props) {
  const [isDue, begin] = useState(false);
  useEffect(() => { join(begin); return () => leave(begin); }, []);
  useEffect(() => { if (isDue) frame().then(() => leave(begin)); }, [isDue]);
  const { id, className = "", style } = props;
  if (isDue) return <graph.default {...props} />;
  return <div id={id} className={`dash-graph ${className}`} style={style} data-dash-is-loading="true" />;
}
