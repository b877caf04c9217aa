"""The typeface of pictures, cut down to the letters used, so that an SVG carries it along."""

from __future__ import annotations

import base64
import io
import subprocess
from functools import lru_cache
from pathlib import Path

FAMILY = "Noto Sans"
WEIGHTS = {"regular": "normal", "bold": "bold"}


def faces(text: str) -> str:
    """CSS that brings the typeface for the letters of ``text``; nothing where it is not installed."""
    letters = "".join(sorted(set(text)))
    return "".join(filter(None, (_face(style, letters) for style in WEIGHTS)))


def _face(style: str, letters: str) -> str:
    font = _cut(style, letters)
    if font is None:
        return ""
    address = f"data:font/woff2;base64,{base64.b64encode(font).decode()}"
    return f"@font-face{{font-family:'{FAMILY}';font-weight:{WEIGHTS[style]};src:url({address}) format('woff2')}}"


@lru_cache(maxsize=32)
def _cut(style: str, letters: str) -> bytes | None:
    from fontTools import subset  # megabytes that few workers need

    path = _file(style)
    if path is None:
        return None
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "liga", "locl"])
    with subset.load_font(path, options) as font:
        chosen = subset.Subsetter(options)
        chosen.populate(text=letters)
        chosen.subset(font)
        made = io.BytesIO()
        subset.save_font(font, made, options)
    return made.getvalue()


@lru_cache
def _file(style: str) -> str | None:
    """Where fontconfig, which the browser asks too, finds the face."""
    ask = ["fc-match", "--format", "%{family}\n%{file}", f"{FAMILY}:style={style}"]
    try:
        family, _, path = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.partition("\n")
    except (OSError, subprocess.CalledProcessError):
        return None
    return path if family == FAMILY and Path(path).is_file() else None
