// The parts of a page follow its controls. Every choice is an address of the server (/_parts/world?year=2015). What was
// had from there is kept, and where a control says so (data-ahead) its other values are asked for before anybody
// chooses them, so that choosing needs no round trip.
const KEPT = 160;
const answers = new Map();
const keep = (address, answer) => {
  answers.set(address, answer);
  answer.catch(() => answers.delete(address));
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  return answer;
};
const edition = () => document.getElementById("said").dataset.edition;
const fetched = async (address) => {
  const answer = await fetch(`${address}&edition=${edition()}`);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const answerOf = (address) => answers.get(address) || keep(address, fetched(address));

// What the controls say, as an address; the id of a control is its page and the key that it governs.
const pageOf = (controls) => controls[0].id.split("-")[0];
const keyOf = (id) => id.slice(id.indexOf("-") + 1);
const addressOf = (controls, page = pageOf(controls)) => {
  const said = controls.filter(({ value }) => value != null && String(value)).map(({ id, value }) => [keyOf(id), value]);
  return `/_parts/${page}?${new URLSearchParams(said)}`;
};
const choosing = (id, value) => controls.map((one) => (one.id === id ? { id, value } : one));

// The controls as they stand, the ids of the parts that follow them, and the address whose answer is shown or on its way.
let controls = [], parts = [], wanted = "", moving = null, movedAt = 0;
const idle = () => new Promise((done) => { (window.requestIdleCallback || setTimeout)(done, { timeout: 400 }); });
const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
const pause = (time) => new Promise((done) => { setTimeout(done, time); });

// Some values of such a control, with one nobody asked for yet that is as near to what is chosen as any. It is always the
// same few that are asked for together, so that what one reader has asked for is made for the next, and a proxy has it.
const LOOKING = 600, RESTING = 250, AT_ONCE = 6;
const isDrawn = () => document.readyState === "complete" && !document.querySelector("[data-dash-is-loading=true]");
const notAsked = ({ isConnected, dataset: { control, ahead } }) => {
  const values = ahead.split(" "), at = values.indexOf(String(controls.find(({ id }) => id === control)?.value));
  const isMissing = (place) => place !== at && !answers.has(addressOf(choosing(control, values[place])));
  const missing = at < 0 || !isConnected ? [] : [...values.keys()].filter(isMissing);
  if (!missing.length) return [];
  const nearest = missing.reduce((one, other) => (Math.abs(other - at) < Math.abs(one - at) ? other : one));
  const first = nearest - (nearest % AT_ONCE);
  return values.slice(first, first + AT_ONCE);
};
const askFor = (control, values) => {
  const others = addressOf(controls.filter(({ id }) => id !== control), pageOf(controls));
  const asked = fetched(`${others}&${new URLSearchParams({ over: `${keyOf(control)}:${values}` })}`);
  for (const [at, value] of values.entries()) {
    const address = addressOf(choosing(control, value));
    if (!answers.has(address)) keep(address, asked.then((several) => several[at]));
  }
  return asked.then(() => true, () => false);
};
const quiet = async (time) => {
  do {
    while (!isDrawn()) await pause(RESTING);
    await pause(time);
  } while (performance.now() - movedAt < RESTING);
  await idle();
};
const asking = new Set();
const askAhead = async (element) => {
  const { control } = element.dataset;
  if (asking.has(control)) return;
  asking.add(control);
  try {
    await quiet(moving ? RESTING : LOOKING);
    for (let values = notAsked(element); values.length; values = notAsked(element)) {
      if (!(await askFor(control, values))) break;
      await quiet(RESTING);
    }
  } finally {
    asking.delete(control);
  }
};
const askAllAhead = () => {
  if (navigator.connection?.saveData) return;
  document.querySelectorAll("#main [data-ahead]").forEach(askAhead);
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

// What is left in turn, that in sight first, once the reader rests: until then longer where drawing takes longer, for
// whatever is chosen while a chart is drawn has to wait for it. Pointing at a chart is asking for it; so is printing.
const STILL = 120, SHARE = 3, LONGEST_REST = 1500;
let longest = 0, undrawn = [];
const rested = (left) => new Promise((done) => {
  const pointing = new AbortController();
  const end = () => { pointing.abort(); done(); };
  setTimeout(end, Math.min(Math.max(STILL, SHARE * longest), LONGEST_REST));
  for (const { plot } of left) plot.addEventListener("pointermove", end, { signal: pointing.signal });
});
const draw = async (address, left) => {
  undrawn = left.sort((one, other) => isInSight(other) - isInSight(one));
  await rested(left);
  if (address !== wanted) return;
  longest = 0;
  while (address === wanted && undrawn.length) {
    await idle();
    const since = performance.now();
    if (address === wanted && undrawn[0]?.plot.isConnected) await undrawn.shift().draw();
    else return;
    longest = Math.max(longest, performance.now() - since);
  }
};
window.addEventListener("beforeprint", () => { for (const one of undrawn.splice(0)) one.draw(); });

// Shows what the controls say, and resolves to its answer, or to nothing where it can't be had.
const move = () => {
  const address = addressOf(controls);
  if (address !== wanted) [wanted, movedAt, moving] = [address, performance.now(), moveTo(address)];
  return moving;
};
// New tables are there since this page was opened: what it shows of the old ones must not stand beside the new.
const openAnew = ({ search }) => { location.replace(`${location.pathname}${search}`); return null; };
const moveTo = async (address) => {
  const busy = () => { for (const id of parts) document.getElementById(id)?.setAttribute("aria-busy", "true"); };
  const isLate = setTimeout(busy); // what is here already needs no dimming, which costs a frame
  const again = () => answerOf(address); // it may have been asked for with others
  const answer = await answerOf(address).catch(again).catch(() => null);
  if (address !== wanted) return null;
  if (answer) clearTimeout(isLate);
  if (!answer) tell("The figures for this choice could not be had. Choose another, then this one again.");
  else if (answer.edition !== edition()) return openAnew(answer);
  else show(address, answer.parts).then((left) => draw(address, left));
  askAllAhead();
  return answer;
};

// What a reader has chosen and Dash does not know yet.
const untold = new Map();
document.addEventListener("chosen", ({ detail: { id, value } }) => {
  if (value === undefined || !controls.some((control) => control.id === id)) return;
  untold.set(id, value);
  controls = choosing(id, value);
  move();
});

// A page that has just been opened has parts that were not there before; it shows what its controls say already.
let opened = null;
const open = (told, followers) => {
  const part = document.getElementById(followers[0].id);
  if (part === opened) return;
  opened = part;
  parts = followers.map(({ id }) => id);
  untold.clear();
  [wanted, moving] = [addressOf(told), null];
};

window.dash_clientside = Object.assign(window.dash_clientside || {}, {
  following: {
    // What the address bar is to say once the reader rests.
    address: async () => {
      const { inputs_list: told, states_list: followers } = window.dash_clientside.callback_context;
      const { PreventUpdate } = window.dash_clientside, page = location.pathname;
      open(told, followers);
      for (const { id, value } of told) if (untold.get(id) === value) untold.delete(id);
      controls = told.map(({ id, value }) => ({ id, value: untold.has(id) ? untold.get(id) : value }));
      askAllAhead();
      const answer = await move(), address = wanted;
      await pause(STILL);
      if (!answer || address !== wanted || page !== location.pathname) throw PreventUpdate;
      return answer.search;
    },
  },
});
