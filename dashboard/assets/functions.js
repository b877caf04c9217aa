// The search box asks the server, which knows every word and alias: keep all that it offers.
// Each thing found says what it is and what the words were taken for; `asked` is the text that it answers.
window.controlFunctions = Object.assign(window.controlFunctions || {}, {
  keepAll: ({ options }) => options,
  found: ({ option }) => {
    const line = (className, text) => text && window.React.createElement("span", { className, key: className }, text, " ");
    return window.React.createElement("span", { className: "found", "data-asked": option.asked }, [
      line("found-title", option.label), line("found-told", option.told), line("found-taken", option.taken),
    ]);
  },
});
window.dash_clientside = Object.assign(window.dash_clientside || {}, {
  search: {
    go: (chosen) => {
      if (!chosen) throw window.dash_clientside.PreventUpdate;
      const address = chosen.slice(chosen.indexOf(" ") + 1);
      showHeading(address.split("#")[1]);
      return [address, null];
    },
  },
});

// What is told to everybody, screen readers too; it goes after a while, or as soon as something else is told.
let silence;
const tell = (words) => {
  const said = document.getElementById("said");
  clearTimeout(silence);
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
  silence = setTimeout(() => { said.textContent = ""; }, 8000);
};

// A card's table is fetched when it is opened, and again when its card comes to show something else.
const fillTable = async (place) => {
  const address = place.dataset.table;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    const table = await answer.text();
    if (place.dataset.table === address) place.innerHTML = table;
  } catch {
    place.textContent = "The table could not be fetched. Close it and open it again.";
  }
};
// So is code and whatever else is to be copied, which names this server as the reader reached it; the keyboard selects
// it at once, and a button copies it, or selects it where the browser lets no page copy.
const copy = async (code) => {
  code.select();
  try {
    await navigator.clipboard.writeText(code.value);
    tell("Copied.");
  } catch {
    tell(document.execCommand("copy") ? "Copied." : "The text is selected: copy it with the keyboard.");
  }
};
const fillCode = (place) => {
  const code = document.createElement("textarea"), button = document.createElement("button"), { label } = place.dataset;
  code.value = place.dataset.code.replaceAll("{origin}", location.origin);
  code.setAttribute("aria-label", label);
  Object.assign(code, { readOnly: true, rows: 2, spellcheck: false, onfocus: () => code.select() });
  button.setAttribute("aria-label", `Copy: ${label}`);
  Object.assign(button, { type: "button", textContent: "Copy", onclick: () => copy(code) });
  place.replaceChildren(code, button);
};
const fill = (place) => (place.dataset.code ? fillCode : fillTable)(place);
document.addEventListener("toggle", (event) => {
  if (!event.target.open) return;
  for (const place of event.target.querySelectorAll("[data-table], [data-code]")) {
    if (!place.firstElementChild && place.closest("details") === event.target) fill(place);
  }
}, true);
const REST = 150; // ms without another choice, so that a year passed over asks for no table
new MutationObserver((changes) => {
  for (const { target } of changes) {
    target.replaceChildren();
    const { table } = target.dataset;
    const isStillWanted = () => target.dataset.table === table && target.closest("details[open]");
    setTimeout(() => { if (isStillWanted() && !target.firstElementChild) fill(target); }, REST);
  }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-table", "data-code"] });

// Enter takes the first that is offered, unless the arrows have chosen another; it waits for the answer to what is typed.
const LONGEST = 100;
const takeFirst = (box, patience = 60) => {
  const list = document.getElementById(box.getAttribute("aria-controls"));
  const first = list?.querySelector("[role=option]");
  const typed = Array.from(box.value).slice(0, LONGEST).join("");
  if (first?.querySelector("[data-asked]")?.dataset.asked === typed) first.click();
  else if (patience && document.activeElement === box && !list?.querySelector("[data-combobox-selected]")) {
    setTimeout(takeFirst, 50, box, patience - 1);
  }
};
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("search");
  if (!box) return;
  if (event.target === box) {
    const list = document.getElementById(box.getAttribute("aria-controls"));
    if (event.key === "Enter" && box.value && !list?.querySelector("[data-combobox-selected]")) takeFirst(box);
    if (event.key === "Escape") box.blur();
    return;
  }
  // A slash from anywhere else comes here, except where it may be meant as a letter.
  const writing = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]");
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  box.focus();
  box.select();
}, true);

// Screen readers are told whether the list is open.
new MutationObserver(([{ target }]) => {
  if (target.id === "search") target.setAttribute("aria-expanded", target.hasAttribute("data-expanded"));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-expanded"] });

// An address may end in an id or the beginning of a heading (#displaced-children); pages come after their address.
const headingOf = (name) => [...document.querySelectorAll("#main h2")].find((heading) =>
  heading.textContent.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-/, "").startsWith(name));
const showHeading = (name, patience = 150, seen = 0) => {
  if (!name) return;
  const heading = location.hash === `#${name}` && (document.getElementById(name) || headingOf(name));
  const top = heading ? heading.getBoundingClientRect().top + window.scrollY : 0;
  const settled = heading && top === seen && !document.querySelector("[data-dash-is-loading=true]");
  if (settled) heading.scrollIntoView();
  else if (patience) setTimeout(showHeading, 100, name, patience - 1, top);
};
showHeading(location.hash.slice(1));

// Dash chooses the page from a location of its own, which doesn't see what the controls write into the address.
// Going back to where that location last was, it would find nothing changed and leave the page as it is.
const here = () => location.pathname + location.search;
let known = here();
window.addEventListener("_dashprivate_pushstate", () => { known = here(); });
window.addEventListener("popstate", () => {
  if (location.hash) return; // a jump within the page
  if (here() === known) window.dash_clientside?.set_props("_pages_location", { search: location.search });
  known = here();
});
