"""The same three charts as anybody would first write them: dcc.Graph and Dash's defaults."""

from __future__ import annotations

import json
import os
from pathlib import Path

from dash import Dash, dcc, html

app = Dash("plain", assets_folder="/nonexistent")
app.layout = html.Div([dcc.Graph(figure=figure) for figure in json.loads(Path(os.environ["FIGURES"]).read_text())])
server = app.server
