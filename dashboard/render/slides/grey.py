"""A deck without hues, for print: each colour becomes the grey that is as light, so contrasts stay."""

from __future__ import annotations

import io
import re

from pptx import Presentation
from pptx.opc.package import XmlPart
from pptx.oxml.ns import qn

from dashboard import theme

_CODE = re.compile(rb'(?<=srgbClr val=")[0-9A-Fa-f]{6}(?=")')


def grey(deck: bytes) -> bytes:
    """The same .pptx with greys for colours: slides, charts, and the theme that later changes follow."""
    made = Presentation(io.BytesIO(deck))
    for part in made.part.package.iter_parts():
        if isinstance(part, XmlPart):
            for colour in part._element.iter(qn("a:srgbClr")):
                colour.set("val", _grey(colour.get("val")))
        elif part.content_type.endswith("theme+xml"):
            part._blob = _CODE.sub(lambda found: _grey(found[0].decode()).encode(), part.blob)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _grey(code: str) -> str:
    return theme.grey(f"#{code}").lstrip("#").upper()
