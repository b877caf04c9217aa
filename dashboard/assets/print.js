// Charts are laid out for a column of paper before the page is printed, and for the screen again after it.
{
  const drawn = () => [...document.querySelectorAll("[data-paper] .js-plotly-plot")];
  const toPaper = (graph) => {
    const [width, height] = graph.closest("[data-paper]").dataset.paper.split(" ").map(Number);
    window.Plotly.relayout(graph, { autosize: false, width, height });
    graph.style.setProperty("--shape", `${width} / ${height}`);
    for (const svg of graph.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  };
  const toScreen = (graph) => {
    for (const svg of graph.querySelectorAll(".main-svg")) svg.removeAttribute("viewBox");
    window.Plotly.relayout(graph, { autosize: true, width: null, height: null });
  };
  window.addEventListener("beforeprint", () => drawn().forEach(toPaper));
  window.addEventListener("afterprint", () => drawn().forEach(toScreen));
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
}
