// The slides a reader chooses, kept in this browser alone: [{ address, own, title }], `title` empty for the chart's own.
{
  const KEY = "slides";
  const by = (id) => document.getElementById(id);
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept.filter((one) => [one.address, one.own, one.title].every((part) => typeof part === "string"));
    } catch {
      return [];
    }
  };
  const write = (kept) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      return true;
    } catch {
      tell("This browser lets no page remember anything, so no slides can be chosen.");
      return false;
    }
  };
  const message = (one) => one.title || one.own;
  const slides = (count) => `${count} ${count === 1 ? "slide" : "slides"}`;

  // What every page shows: how many are chosen, and which of its charts.
  const set = (place, words) => { if (place && place.textContent !== words) place.textContent = words; };
  const mark = () => {
    const kept = read(), chosen = new Set(kept.map((one) => one.address));
    set(by("slides-count"), kept.length ? ` (${kept.length})` : "");
    for (const button of document.querySelectorAll("button[data-address]")) {
      const words = chosen.has(button.dataset.address) ? "In your slides" : "Add to slides";
      set(button, words);
      const name = `${words}: ${button.dataset.title}`;
      if (button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
    }
  };
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; mark(); });
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-address", "data-title"] });

  const add = ({ dataset: { address, title } }) => {
    const kept = read(), at = kept.findIndex((one) => one.address === address), most = Number(by("said").dataset.most);
    if (at >= 0) return tell(`Slide ${at + 1} of ${kept.length} is this chart already. The page Slides has them all.`);
    if (kept.length >= most) return tell(`You have ${slides(most)}, the most of one deck. The page Slides takes them out.`);
    if (!write([...kept, { address, own: title, title: "" }])) return;
    mark();
    tell(`Added to your slides, as number ${kept.length + 1}: ${title}`);
  };

  // The page itself. `poured` is what the server read of the template chosen: { palette, size }.
  let size = "slide", colours = "own", poured = null;
  const element = (tag, given = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...children);
    return made;
  };
  const made = (one) => {
    const picture = element("img", { loading: "lazy", width: 640 });
    const instead = element("p", { className: "instead", hidden: true });
    picture.onerror = () => {
      picture.hidden = true;
      instead.hidden = false;
      if (picture.loading === "eager") return;
      picture.loading = "eager"; // once more: the server may only have been busy
      setTimeout(() => { picture.src = picture.getAttribute("src"); }, 5000);
    };
    picture.onload = () => { picture.hidden = false; instead.hidden = true; };
    const text = element("textarea", { rows: 3, maxLength: Number(by("slides-list").dataset.longest) });
    text.setAttribute("aria-describedby", "slides-hint");
    text.placeholder = one.own;
    const buttons = ["Move up", "Move down", "Remove"].map((words) => {
      const button = element("button", { type: "button", textContent: words });
      button.dataset.does = words;
      return button;
    });
    const slide = element("li", {},
      element("div", { className: "preview" }, picture, instead),
      element("div", { className: "telling" },
        element("label", {}, element("span", { className: "control-label" }), text),
        element("div", { className: "actions" }, ...buttons)),
      element("input", { type: "hidden", name: "address", value: one.address }),
      element("input", { type: "hidden", name: "title" }));
    slide.dataset.slide = one.address;
    return slide;
  };
  const looks = () => {
    if (colours !== "template") return { size, colours };
    return poured ? { ...poured, colours } : { size, colours: "own" };
  };
  const retell = (slide, one, number, count) => {
    const part = (selector) => slide.querySelector(selector), words = message(one), text = part("textarea");
    part(".control-label").textContent = `Message of slide ${number}`;
    if (document.activeElement !== text) text.value = words;
    part("[name=title]").value = one.title;
    const picture = part("img"), drawn = { address: one.address, title: one.title, ...looks() };
    picture.alt = `Slide ${number} as it will look: ${words}`;
    part(".instead").textContent = `No picture can be drawn here. The slide says: ${words}`;
    const source = `/slides/preview.png?${new URLSearchParams(drawn)}`;
    if (picture.getAttribute("src") !== source) {
      picture.loading = "lazy";
      picture.hidden = false; // a hidden picture is not fetched
      picture.src = source;
    }
    for (const button of slide.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.dataset.does}: slide ${number}, ${words}`);
      button.disabled = { "Move up": number === 1, "Move down": number === count }[button.dataset.does] ?? false;
    }
  };
  const draw = () => {
    const list = by("slides-list");
    if (!list) return;
    const kept = read(), drawn = new Map([...list.children].map((slide) => [slide.dataset.slide, slide]));
    const wanted = kept.map((one) => drawn.get(one.address) ?? made(one)), held = document.activeElement;
    if (drawn.size !== wanted.length || wanted.some((slide, at) => slide !== list.children[at])) {
      list.replaceChildren(...wanted);
      if (list.contains(held)) held.focus({ preventScroll: true }); // moving it took the focus
    }
    kept.forEach((one, at) => retell(list.children[at], one, at + 1, kept.length));
    list.className = `slides slides-${looks().size}`;
    by("slides-form").hidden = !kept.length;
    by("slides-empty").hidden = kept.length > 0;
  };
  const focus = (slide, does) => {
    const buttons = [...slide.querySelectorAll("button")];
    (buttons.find((one) => one.dataset.does === does && !one.disabled) ?? buttons.find((one) => !one.disabled)).focus();
  };
  const change = (button) => {
    const list = by("slides-list"), { does } = button.dataset, kept = read();
    const at = kept.findIndex((one) => one.address === button.closest("li").dataset.slide);
    if (at < 0) return draw();
    const [one] = kept.splice(at, 1), to = { "Move up": at - 1, "Move down": at + 1 }[does];
    if (to !== undefined) kept.splice(to, 0, one);
    if (!write(kept)) return;
    mark();
    draw();
    if (to !== undefined) {
      focus(list.children[to], does);
      tell(`Now slide ${to + 1} of ${kept.length}: ${message(one)}`);
    } else {
      kept.length ? focus(list.children[Math.min(at, kept.length - 1)], does) : by("slides-empty").focus();
      tell(`Removed: ${message(one)}. ${slides(kept.length)} left.`);
    }
  };
  const type = (text) => {
    const slide = text.closest("li"), words = text.value.replace(/\s+/gu, " ").trim();
    const kept = read(), one = kept.find((each) => each.address === slide.dataset.slide);
    if (!one) return;
    one.title = words === one.own ? "" : words;
    slide.querySelector("[name=title]").value = one.title;
    write(kept);
  };
  // The presenter's template: the field holds it, and what the server says of it colours the pictures.
  const field = () => {
    const place = by("slides-file-place");
    by("slides-template").hidden = colours !== "template";
    if (place.firstChild) return;
    const made = element("input", { type: "file", id: "slides-file", name: "template", accept: ".pptx,.potx" });
    made.setAttribute("aria-describedby", "slides-file-hint");
    place.append(made);
    poured = null; // of a page that was left
  };
  const ask = async (address, body) => {
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body });
    } catch {
      if (!body.has("template")) throw new Error("The server could not be reached. Try again.");
      by("slides-file").value = ""; // so that the same file can be chosen
      throw new Error("The server could not be reached, or the template has changed meanwhile. Choose it again.");
    }
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const pour = async (input) => {
    const [file] = input.files, place = by("slides-file-place"), problem = by("slides-problem");
    poured = null;
    problem.textContent = "";
    tell("");
    try {
      if (file?.size > Number(place.dataset.most)) throw new Error(place.dataset.large);
      const body = new FormData();
      body.append("template", file ?? "");
      const read = file && await (await ask("/slides/colours", body)).json();
      if (input.files[0] !== file) return;
      poured = read ?? null;
      if (read) tell("Your template can be used. The pictures show its colours.");
    } catch (wrong) {
      if (input.files[0] === file || !input.value) problem.textContent = wrong.message;
    }
    draw();
  };
  const download = async (form) => {
    const button = form.querySelector("[type=submit]"), problem = by("slides-problem"), body = new FormData(form);
    if (button.getAttribute("aria-busy") === "true") return;
    if (colours !== "template") body.delete("template");
    else if (!by("slides-file").files.length) {
      problem.textContent = by("slides-file-place").dataset.none;
      return by("slides-file").focus();
    }
    const count = read().length;
    button.setAttribute("aria-busy", "true");
    problem.textContent = "";
    tell(`Making a deck of ${slides(count)} …`);
    try {
      const answer = await ask(form.action, body);
      const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: "slides.pptx" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      tell(`The deck of ${slides(count)} is downloaded: slides.pptx`);
    } catch (wrong) {
      tell("");
      problem.textContent = wrong.message;
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button[data-address], #slides-list button");
    if (button) (button.dataset.address === undefined ? change : add)(button);
  });
  document.addEventListener("change", ({ target }) => { if (target.id === "slides-file") pour(target); });
  const within = (event) => event.target.matches?.("#slides-list textarea");
  document.addEventListener("input", (event) => { if (within(event)) type(event.target); });
  document.addEventListener("focusout", (event) => { if (within(event)) requestAnimationFrame(draw); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !within(event) || event.isComposing) return;
    event.preventDefault(); // a message is one paragraph: Enter shows it on its slide
    draw();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "slides-form") return;
    event.preventDefault();
    download(event.target);
  });
  // Another tab of the same browser adds to the same slides.
  window.addEventListener("storage", (event) => { if (event.key === KEY) { mark(); draw(); } });

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    slides: {
      show: (chosen, painted) => {
        [size, colours] = [chosen, painted];
        by("slides-problem").textContent = "";
        field();
        draw();
        return colours === "template";
      },
    },
  });
}
