// A part of a page takes another choice's words and figures in place: its charts move instead of being made anew, and
// what a reader has opened or focused stays. Dash, given new children, would tear all of it down and build it again.
const NAMES = { className: "class", tabIndex: "tabindex", colSpan: "colspan", rowSpan: "rowspan", htmlFor: "for" };
const NOT_OURS = ["id", "style", "open", "data-dash-is-loading", "aria-busy"];
const within = ({ props }) => [props.children].flat(Infinity).filter((one) => one != null && typeof one !== "boolean");
const isFilledByScript = ({ props }) => "data-table" in props || "data-code" in props;

// Whether what stands in the page is built as what is laid out: the same elements in the same order.
const isBuiltAs = (node, laid) => {
  if (typeof laid !== "object") return node.nodeType === Node.TEXT_NODE;
  if (laid.type === "Graph") return Boolean(node.querySelector?.(".js-plotly-plot"));
  if (laid.type === "Link") return node.getAttribute?.("href") === laid.props.href;
  if (laid.namespace !== "dash_html_components" || node.localName !== laid.type.toLowerCase()) return false;
  return isFilledByScript(laid) || areBuiltAs(node, within(laid));
};
const areBuiltAs = ({ childNodes }, children) => !children.length
  || (childNodes.length === children.length && children.every((child, at) => isBuiltAs(childNodes[at], child)));

// Gives every element the words and attributes laid out for it, and notes which charts are to be drawn.
const renew = (node, laid, charts) => {
  if (typeof laid !== "object") {
    if (node.data !== String(laid)) node.data = laid;
  } else if (laid.type === "Graph") {
    Object.assign(node.style, laid.props.style);
    charts.push({ plot: node.querySelector(".js-plotly-plot"), figure: laid.props.figure });
  } else {
    if (laid.type !== "Link") renewAttributes(node, laid.props);
    renewChildren(node, laid, charts);
  }
};
const renewAttributes = (element, props) => {
  const said = Object.entries(props).filter(([, value]) => ["string", "number"].includes(typeof value));
  const wanted = new Map(said.map(([name, value]) => [NAMES[name] || name, String(value)]));
  for (const name of element.getAttributeNames()) {
    if (!wanted.has(name) && !NOT_OURS.includes(name)) element.removeAttribute(name);
  }
  for (const [name, value] of wanted) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  Object.assign(element.style, props.style);
};
const renewChildren = (element, laid, charts) => {
  if (isFilledByScript(laid)) return;
  const children = within(laid);
  if (!children.length) element.replaceChildren();
  children.forEach((child, at) => renew(element.childNodes[at], child, charts));
};

// The colours of a map at once: its outlines, which do not change, take Plotly half a second on a slow machine. They are
// given as Plotly gives them, so that nothing of them outlasts its own drawing.
const colourOf = ({ coloraxis, zmin, zmax, colorscale }, { layout }, step) => {
  const { cmin, cmax, colorscale: scale } = coloraxis ? layout[coloraxis] : { cmin: zmin, cmax: zmax, colorscale };
  return scale.find(([end]) => end >= (step - cmin) / (cmax - cmin))[1];
};
const paintShapes = (plot, figure) => {
  const looks = new Map();
  for (const trace of figure.data.filter(({ type }) => type === "choropleth")) {
    const lookOf = (step) => ({ fill: colourOf(trace, figure, step), stroke: trace.marker.line.color });
    trace.locations.forEach((place, at) => looks.set(place, lookOf(trace.z[at])));
  }
  for (const path of plot.querySelectorAll(".choroplethlayer path")) {
    const { fill, ...look } = looks.get(path.__data__.loc) || { fill: "none" };
    path.setAttribute("fill", fill);
    Object.assign(path.style, look);
  }
};
// Dots and crosses stand where their countries are; one that the new figure has not goes, for it would be of before.
const paintMarks = (plot, figure) => {
  const marks = new Map();
  for (const { lon, lat, marker } of figure.data.filter(({ type }) => type === "scattergeo")) {
    const lookOf = (at) => ({ fill: colourOf(marker, figure, marker.color[at]), opacity: marker.opacity[at] });
    lon.forEach((east, at) => marks.set(`${east} ${lat[at]}`, { visibility: "", ...(marker.coloraxis && lookOf(at)) }));
  }
  for (const path of plot.querySelectorAll(".scattergeo path.point")) {
    Object.assign(path.style, marks.get(path.__data__.lonlat.join(" ")) || { visibility: "hidden" });
  }
};
const paint = ({ plot, figure }) => {
  paintShapes(plot, figure);
  paintMarks(plot, figure);
};

// Until its turn a chart is dimmed; a map is not, but tells nothing to who points at it: that would still be of before.
const shown = new WeakMap();
const mark = ({ plot, figure }) => {
  const isMap = plot.querySelector(".choroplethlayer");
  plot.setAttribute("aria-busy", !isMap);
  if (isMap) paint({ plot, figure });
};
const drawChart = async ({ plot, figure, text }) => {
  const { data, layout } = structuredClone(figure);
  await Plotly.react(plot, data, { ...layout, autosize: true });
  shown.set(plot, text);
  plot.removeAttribute("aria-busy");
};

// The words of a part now; what is left to draw, those in sight first. Nothing where the part has to be built anew.
const renewed = (part, children) => {
  const laid = { type: "Div", namespace: "dash_html_components", props: { children } }, charts = [];
  if (!areBuiltAs(part, within(laid))) return null;
  renewChildren(part, laid, charts);
  const moved = charts.map((chart) => ({ ...chart, text: JSON.stringify(chart.figure) }));
  return moved.filter(({ plot, text }) => shown.get(plot) !== text || plot.hasAttribute("aria-busy"));
};
const isInSight = ({ plot }) => {
  const { top, bottom } = plot.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
};
