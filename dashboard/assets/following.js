// The parts of a page follow its controls. Every choice is an address of the server (/_parts/world?year=2015). What was
// had from there is kept, and where a control says so (data-ahead) its other values are asked for before anybody
// chooses them, so that choosing needs no round trip.
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
  return `/_parts/${pageOf(controls)}?${new URLSearchParams(said)}`;
};

let wanted = "";
const idle = () => new Promise((done) => { (window.requestIdleCallback || setTimeout)(done, { timeout: 400 }); });
const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
const pause = (time) => new Promise((done) => { setTimeout(done, time); });

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

// The words of one part after the other, and a map's colours; how to draw what is left of each.
const show = async (address, laid) => {
  const left = [];
  for (const [id, children] of Object.entries(laid)) {
    const part = document.getElementById(id);
    if (address !== wanted || !part) return [];
    const charts = renewed(part, children);
    part.setAttribute("aria-busy", !charts);
    charts?.forEach(mark);
    if (charts) left.push(...charts.map((chart) => ({ ...chart, draw: () => drawChart(chart) })));
    else left.push({ plot: part, draw: () => buildAnew(part, children) });
    await frame(); // the first part is what the control belongs to: it is not to wait for the others
  }
  return left;
};
const buildAnew = (part, children) => {
  window.dash_clientside.set_props(part.id, { children });
  part.removeAttribute("aria-busy");
};
// What is left in turn, that in sight first, each after a pause for whatever the reader does next.
const draw = async (address, left) => {
  for (const one of left.sort((one, other) => isInSight(other) - isInSight(one))) {
    await idle();
    if (address !== wanted || !one.plot.isConnected) return;
    await one.draw();
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
      for (const { id } of parts) document.getElementById(id).setAttribute("aria-busy", "true");
      const answer = await answerOf(address).catch(() => {
        tell("The figures for this choice could not be had. Choose it again.");
        throw PreventUpdate;
      });
      if (address !== wanted) throw PreventUpdate;
      const left = await show(address, answer.parts);
      await pause(STILL);
      if (address !== wanted) throw PreventUpdate;
      draw(address, left);
      return answer.search;
    },
  },
});
