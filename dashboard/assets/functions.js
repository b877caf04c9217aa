// The search box asks the server, which knows every alias: keep all that it offers.
window.dashMantineFunctions = Object.assign(window.dashMantineFunctions || {}, {
  keepAll: ({ options }) => options,
});

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
// So is the code of its embed, which names this server as the reader reached it; the keyboard selects it at once.
const fillCode = (place) => {
  const code = document.createElement("textarea");
  code.value = place.dataset.embed.replace('src="/', `src="${location.origin}/`);
  code.setAttribute("aria-label", place.dataset.label);
  Object.assign(code, { readOnly: true, rows: 4, spellcheck: false, onfocus: () => code.select() });
  place.replaceChildren(code);
};
const fill = (place) => (place.dataset.embed ? fillCode : fillTable)(place);
document.addEventListener("toggle", (event) => {
  const place = event.target.open && event.target.querySelector("[data-table], [data-embed]");
  if (place && !place.firstElementChild) fill(place);
}, true);
new MutationObserver((changes) => {
  for (const { target } of changes) {
    target.replaceChildren();
    if (target.closest("details[open]")) fill(target);
  }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-table", "data-embed"] });

// Enter takes the first place offered, unless the arrows have chosen another.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "search") return;
  const list = document.getElementById(event.target.getAttribute("aria-controls"));
  if (list && !list.querySelector("[data-combobox-selected]")) list.querySelector("[role=option]")?.click();
}, true);

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
