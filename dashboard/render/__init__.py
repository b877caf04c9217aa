"""Chart to every surface. Renderers draw; they never fetch, and know no chart by name."""
