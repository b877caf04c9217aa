"""The page that lists UIS bulk files, and the zip files behind it."""

import json
import threading
from functools import cached_property

import pandas as pd

from tests.uis_standin import definitions
from tests.uis_standin.answers import Api, Reply
from tests.uis_standin.exports import zipped
from tests.uis_standin.figures import DATA, Held, number, with_flags

LISTING = "/resources/bulk"
_OPRI_STEMS = ("OFST.", "SAP.", "NERT.", "NERA.")
_TITLES = {
    "SDG": "SDG 4 Education - Global and Thematic Indicators",
    "OPRI": " Other Policy Relevant Indicators (OPRI)",
}
_HEADERS = {  # letters differ from file to file, as they did from release to release
    "NATIONAL": "INDICATOR_ID,COUNTRY_ID,YEAR,VALUE,MAGNITUDE,QUALIFIER",
    "REGIONAL": "indicator_id,region_id,year,value,magnitude,qualifier",
    "LABEL": "Indicator_Id,Indicator_Label_En",
    "COUNTRY": "COUNTRY_ID,COUNTRY_NAME_EN",
    "REGION": "Region_ID,Country_ID,Country_Name_En",
    "METADATA": "INDICATOR_ID,COUNTRY_ID,YEAR,TYPE,METADATA",
}


class Bulk:
    """The bulk files of the version that was the default when the server started."""

    def __init__(self, api: Api, root: str) -> None:
        self._held: Held = api.held[api.default]
        self._version, self._root = api.default, root
        self._lock = threading.Lock()
        self._zips: dict[str, bytes] = {}

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """Path -> SDG or OPRI. Until 2025 the folder was the month and the year, and stood elsewhere."""
        year, month = self._version[:4], self._version[4:6]
        old = (year, month) < ("2025", "09")
        folder = f"/sites/default/files/documents/bdds/{month}{year}" if old else f"/bdds/{year}{month}"
        return {f"{folder}/{name}.zip": name for name in _TITLES}

    def knows(self, path: str) -> bool:
        """Whether there is anything of the bulk service at this path."""
        return path == LISTING or path in self._addresses

    def answer(self, path: str) -> Reply | None:
        """The page, a zip, or None."""
        if path == LISTING:
            return Reply(self._page().encode(), content_type="text/html; charset=utf-8")
        if path in self._addresses:
            return Reply(self._zip(self._addresses[path]), content_type="application/zip")
        return None

    def served(self, name: str) -> pd.DataFrame:
        """What SDG.zip or OPRI.zip holds, in the API's columns; every flag is on some row (made up)."""
        frame = self._held.frame
        of_opri = frame["indicatorId"].str.startswith(_OPRI_STEMS)
        part = frame[of_opri if name == "OPRI" else ~of_opri]
        return with_flags(part)

    def _page(self) -> str:
        released = definitions.versions([self._version])
        words = next(one for one in released if one["version"] == self._version)["themeDataStatus"][0]["description"]
        updated = f"Version 1, last update: {words.removesuffix(' Data Release')}"
        files = [
            {"title": _TITLES[name], "url": f"{self._root}{path}", "lastUpdated": updated}
            for path, name in self._addresses.items()
        ]
        files += [
            {"title": "Education - Non Core (archive)", "url": f"{self._root}/bdds/022020/EDUN.zip", "lastUpdated": ""},
            {"title": " Documentation", "url": f"{self._root}/bdds/README.pdf", "lastUpdated": ""},
        ]
        data = {"props": {"pageProps": {"dato": {"bulkDownload": {"resources": files}}}}, "page": LISTING}
        script = json.dumps(data).replace("<", "\\u003c")
        return (
            "<!DOCTYPE html><html><head><title>Bulk Data Download Service</title></head>"
            '<body><div id="__next">Bulk Data Download Service</div>'
            f'<script id="__NEXT_DATA__" type="application/json">{script}</script></body></html>'
        )

    def _zip(self, name: str) -> bytes:
        with self._lock:
            if name not in self._zips:
                self._zips[name] = self._made_zip(name)
            return self._zips[name]

    def _made_zip(self, name: str) -> bytes:
        frame = self.served(name)
        national = frame["geoUnit"].str.fullmatch("[A-Z]{3}")
        frame["value"] = [number(value).replace("null", "") for value in frame["value"].tolist()]
        labels = pd.DataFrame({"id": frame["indicatorId"].unique()})
        labels["label"] = [f" {definitions.label(code)} – enfants d’âge scolaire" for code in labels["id"]]
        units = definitions.geo_units(self._held, self._version)
        countries = [unit for unit in units if unit["type"] == "NATIONAL"]
        members = pd.read_parquet(DATA / "sources" / "places" / "members-2021-09.parquet").drop(columns="file")
        folder = f"{name}/" if name == "OPRI" else ""
        tables = {
            "LABEL": _csv(labels, "LABEL").encode("cp1252"),
            "DATA_NATIONAL": _csv(frame[national], "NATIONAL").encode("utf-8-sig"),
            "DATA_REGIONAL": _csv(frame[~national], "REGIONAL").encode(),
            "METADATA": _csv(pd.DataFrame(), "METADATA").encode(),
            "COUNTRY": _csv(pd.DataFrame([(one["id"], one["name"]) for one in countries]), "COUNTRY").encode(),
            "REGION": _csv(members, "REGION").encode(),
        }
        readme = {f"{folder}{name}_README_RELEASE_{self._version[:4]}.md": b"# CC BY-SA 3.0 IGO\n"}
        return zipped(readme | {f"{folder}{name}_{table}.csv": body for table, body in tables.items()})


def _csv(frame: pd.DataFrame, header: str) -> str:
    rows = frame.to_csv(index=False, header=False, lineterminator="\n") if len(frame) else ""
    return f"{_HEADERS[header]}\n{rows}"
