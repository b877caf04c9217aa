// The parts of a page follow its controls. Every choice is an address of the server (/parts/world?year=2015). What was
// had from there is kept, and where a control says so (data-ahead) its other values are asked for before anybody
// chooses them, so that choosing needs no round trip. A map takes its colours at once; the rest is drawn in turn.
const KEPT = 160, AT_ONCE = 6, STILL = 120, RESTING = 1500;
const answers = new Map();
const keep = (address, answer) => {
  answers.set(address, answer);
  answer.catch(() => answers.delete(address));
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  return answer;
};
const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const answerOf = (address) => answers.get(address) || keep(address, fetched(address));

// What the controls say, as an address; the id of a control is its page and the key that it governs.
const pageOf = (controls) => controls[0].id.split("-")[0];
const keyOf = (id) => id.slice(id.indexOf("-") + 1);
const addressOf = (controls) => {
  const said = controls.filter(({ value }) => value != null && String(value)).map(({ id, value }) => [keyOf(id), value]);
  return `/parts/${pageOf(controls)}?${new URLSearchParams(said)}`;
};

let wanted = "";
const idle = () => new Promise((done) => { (window.requestIdleCallback || setTimeout)(done, { timeout: 400 }); });
const pause = (time) => new Promise((done) => { setTimeout(done, time); });

// The new colours and words of a map, without drawing its outlines anew: that takes half a second on a slow machine.
const WORDS = ["card-title", "card-subtitle", "card-note", "unseen"];
function* componentsOf(laid) {
  if (Array.isArray(laid)) for (const one of laid) yield* componentsOf(one);
  else if (laid?.props) {
    yield laid;
    yield* componentsOf(laid.props.children);
  }
}
const colourOf = ({ colorscale, coloraxis }, { layout }, step) => {
  if (!coloraxis) return colorscale[0][1];
  const { cmin, cmax, colorscale: scale } = layout[coloraxis];
  return scale.find(([end]) => end >= (step - cmin) / (cmax - cmin))[1];
};
const paint = (part, laid) => {
  const plot = part.querySelector(".drawing-map .js-plotly-plot"), components = [...componentsOf(laid)];
  const figure = plot && components.find(({ props }) => props.figure)?.props.figure;
  if (!figure) return;
  const colours = new Map();
  for (const trace of figure.data.filter(({ type }) => type === "choropleth")) {
    trace.locations.forEach((place, at) => colours.set(place, colourOf(trace, figure, trace.z[at])));
  }
  for (const path of plot.querySelectorAll(".choroplethlayer path")) path.style.fill = colours.get(path.__data__.loc);
  for (const name of WORDS) {
    const said = components.find(({ props }) => props.className === name)?.props.children;
    const place = part.querySelector(`.${name}`);
    if (place && typeof said === "string") place.textContent = said;
  }
  // What is told on pointing at a country is still that of before: nothing is told until all is drawn.
  plot.classList.add("painted");
  const drawn = () => plot.classList.remove("painted");
  plot.once("plotly_afterplot", drawn);
  setTimeout(drawn, 3000);
  part.removeAttribute("aria-busy");
};

// The other values of the controls that say so, those nearest to what is chosen first.
const askFor = (controls, { id }, values) => {
  const one = (value) => addressOf(controls.map((control) => (control.id === id ? { id, value } : control)));
  const missing = values.filter((value) => !answers.has(one(value)));
  if (!missing.length) return null;
  const others = controls.filter((control) => control.id !== id);
  const asked = fetched(`${addressOf(others)}&${new URLSearchParams({ over: `${keyOf(id)}:${missing}` })}`);
  missing.forEach((value, at) => keep(one(value), asked.then((several) => several[at])));
  return asked.catch(() => null);
};
const isDrawn = () => document.readyState === "complete" && !document.querySelector("[data-dash-is-loading=true]");
const askAhead = async (controls) => {
  const address = addressOf(controls);
  if (navigator.connection?.saveData) return;
  do await pause(RESTING); while (address === wanted && !isDrawn());
  for (const place of document.querySelectorAll("#main [data-ahead]")) {
    const control = controls.find(({ id }) => id === place.dataset.control);
    const values = place.dataset.ahead.split(" "), at = values.indexOf(String(control?.value));
    const near = [...values].sort((one, other) => Math.abs(values.indexOf(one) - at) - Math.abs(values.indexOf(other) - at));
    for (let from = 0; control && from < near.length; from += AT_ONCE) {
      await idle();
      if (address !== wanted) return;
      await askFor(controls, control, near.slice(from, from + AT_ONCE));
    }
  }
};

// The parts in turn, each after a pause for whatever the reader does next.
const draw = async (address, laid) => {
  for (const [id, children] of Object.entries(laid)) {
    await idle();
    const part = document.getElementById(id);
    if (address !== wanted || !part) return;
    window.dash_clientside.set_props(id, { children });
    part.removeAttribute("aria-busy");
  }
};

window.dash_clientside = Object.assign(window.dash_clientside || {}, {
  following: {
    // What the address bar is to say once the reader rests; the parts of the page are seen to on the way.
    address: async () => {
      const { inputs_list: controls, states_list: parts, triggered } = window.dash_clientside.callback_context;
      const { PreventUpdate } = window.dash_clientside, address = wanted = addressOf(controls);
      askAhead(controls);
      if (triggered.length > 1) throw PreventUpdate; // all at once: the page has just been opened
      const waiting = parts.map(({ id }) => document.getElementById(id));
      for (const part of waiting) part.setAttribute("aria-busy", "true");
      const answer = await answerOf(address).catch(() => {
        tell("The figures for this choice could not be had. Choose it again.");
        throw PreventUpdate;
      });
      if (address !== wanted) throw PreventUpdate;
      for (const part of waiting) paint(part, answer.parts[part.id]);
      await pause(STILL);
      if (address !== wanted) throw PreventUpdate;
      draw(address, answer.parts);
      return answer.search;
    },
  },
});
