// The page makes a card's picture itself, as the server would; where that fails, the plain link is followed.
{
  const PATIENCE = 15000;
  const CONFIG = { staticPlot: true, topojsonURL: "/assets/topojson/" };
  const HEAD = 33; // bytes of a PNG's signature and first chunk, after which others may stand

  const crc = (bytes) => {
    let rest = ~0;
    for (const byte of bytes) {
      rest ^= byte;
      for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
    return ~rest;
  };
  const chunk = (kind, content) => {
    const made = new Uint8Array(content.length + 12), view = new DataView(made.buffer);
    view.setUint32(0, content.length);
    made.set(new TextEncoder().encode(kind), 4);
    made.set(content, 8);
    view.setInt32(made.length - 4, crc(made.subarray(4, -4)));
    return made;
  };
  const fact = ([name, words]) => chunk("iTXt", new TextEncoder().encode(`${name}\0\0\0\0\0${words}`));
  const sharpness = (pixels) => {
    const content = new DataView(new ArrayBuffer(9));
    for (const [at, side] of [pixels, pixels].entries()) content.setUint32(4 * at, side);
    content.setUint8(8, 1); // in each metre
    return chunk("pHYs", new Uint8Array(content.buffer));
  };

  const draw = async (address, signal) => {
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const { plotly, picture: { facts, pixels_per_metre: pixels, ...size } } = await answer.json();
    const drawn = await window.Plotly.toImage({ ...plotly, config: CONFIG }, { format: "png", ...size });
    const png = await (await fetch(drawn)).blob();
    const said = [...Object.entries(facts).map(fact), sharpness(pixels)];
    return new Blob([png.slice(0, HEAD), ...said, png.slice(HEAD)], { type: "image/png" });
  };
  // A link of its own, so that nothing happens to a card that shows another chart by now.
  const save = (href, download) => Object.assign(document.createElement("a"), { href, download }).click();
  const make = async (link) => {
    const { href, download, dataset: { picture } } = link;
    link.setAttribute("aria-busy", "true");
    try {
      const stop = AbortSignal.timeout(PATIENCE);
      const late = new Promise((_, give) => { stop.onabort = () => give(stop.reason); });
      const address = URL.createObjectURL(await Promise.race([draw(picture, stop), late]));
      save(address, download);
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    } catch {
      save(href, download);
    } finally {
      link.removeAttribute("aria-busy");
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-picture]");
    if (!link || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-busy")) make(link);
  });
}
