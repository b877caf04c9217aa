"""The three charts in Streamlit.

As the documentation advises: `st.cache_data` around what reads (docs.streamlit.io, caching), `st.plotly_chart` for each
figure, `server.enableStaticServing` for the outlines, which lie in `static/` beside the program and are named in
`config`; the map comes first, as on our page. Usage statistics are switched off, so that it asks no other host.
Run: `streamlit run benchmarks/peers/streamlit_app.py` (see `serving.streamlit`).
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from benchmarks.peers.charts import FIRST, LAST, ranking, rows, trend, world_map

st.set_page_config(page_title="Out-of-school children", layout="wide")


@st.cache_data
def read() -> pd.DataFrame:
    return rows()


found = read()
st.title("Out-of-school children")
year = st.slider("Year", FIRST, LAST, LAST)
st.plotly_chart(world_map(found, year), config={"topojsonURL": "/app/static/"})
st.plotly_chart(ranking(found, year))
st.plotly_chart(trend(found))
