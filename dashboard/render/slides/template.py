"""A presenter's own file, opened so that slides can be poured into it, or refused in one plain sentence.

``weighed`` is for files that somebody sends: what a small one unpacks to is bounded before any of it is read.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from pptx.opc.constants import CONTENT_TYPE
from pptx.opc.package import PartFactory
from pptx.package import Package
from pptx.parts.presentation import PresentationPart

from dashboard.render.options import BadOption

MOST_BYTES = 10_000_000
MOST_MEMBERS, MOST_UNPACKED, MOST_XML = 5_000, 100_000_000, 10_000_000
"""Files in a template that is sent, their bytes, and those of what is parsed: XML takes thirty times its room."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an old .ppt begins, and a .pptx with a password."""
MACROS = (CONTENT_TYPE.PML_PRES_MACRO_MAIN, "application/vnd.ms-powerpoint.template.macroEnabled.main+xml")
NO_FILE = "The template is no PowerPoint file (.pptx or .potx). Save it as .pptx and give it again."
LOCKED = "The template has a password or is of the old kind (.ppt). Save it as .pptx without a password."
DAMAGED = "The template is damaged. Open it in PowerPoint, let that repair it, and save it as .pptx again."
WITH_MACROS = "The template holds macros. Save it as .pptx, which holds none."
TOO_LARGE = (
    f"The template is larger than {MOST_BYTES // 1_000_000} MB. Take out its slides and pictures and save it again."
)
TOO_MUCH = "The template unpacks to more than can be read here. Take out its slides and pictures and save it again."

PartFactory.part_type_for[CONTENT_TYPE.PML_TEMPLATE_MAIN] = PresentationPart


def opened(content: bytes) -> Any:
    """The presentation in a .pptx or .potx.

    Raises:
        BadOption: it is none, or can't be opened.
    """
    if content.startswith(OLE):
        raise BadOption(LOCKED)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise BadOption(DAMAGED if content.startswith(b"PK") else NO_FILE)
    try:
        main = Package.open(io.BytesIO(content)).main_document_part
    except KeyError as wrong:  # a zip, but not of this kind
        raise BadOption(NO_FILE) from wrong
    except Exception as wrong:  # whatever a library meets in a file of which any byte may be wrong
        raise BadOption(_why(wrong)) from wrong
    if main._content_type in MACROS:
        raise BadOption(WITH_MACROS)
    if not isinstance(main, PresentationPart):
        raise BadOption(NO_FILE)
    main._content_type = CONTENT_TYPE.PML_PRESENTATION_MAIN  # what is saved is no template
    return main.presentation


def weighed(content: bytes) -> bytes:
    """The same, if it is small enough to be opened.

    Raises:
        BadOption: it is too large, or unpacks to too much.
    """
    if len(content) > MOST_BYTES:
        raise BadOption(TOO_LARGE)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content  # ``opened`` has the word
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = file.infolist()
            if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
                raise BadOption(TOO_MUCH)
            if sum(each.file_size for each in members if _is_markup(file, each)) > MOST_XML:
                raise BadOption(TOO_MUCH)
    except BadOption:
        raise
    except Exception as wrong:  # as in ``opened``
        raise BadOption(_why(wrong)) from wrong
    return content


def _why(wrong: Exception) -> str:
    return LOCKED if "password required" in str(wrong) else DAMAGED


def _is_markup(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether it begins as XML does, in any encoding, or with nothing but blanks."""
    with file.open(member) as opened_member:
        start = opened_member.read(512).lstrip(b"\x00\xef\xbb\xbf\xfe\xff \t\r\n")
    return not start or start.startswith(b"<")
