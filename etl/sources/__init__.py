"""The publishers whose files the pipeline reads: an explicit list, nothing is discovered."""

from etl.sources import fcs, headlines, places, population, ucdp, uis_files, unhcr, view, wide, worldbank
from etl.sources.importer import Importer

SOURCES: dict[str, Importer] = {
    "uis": uis_files.IMPORTER,
    "view": view.IMPORTER,
    "wide": wide.IMPORTER,
    "population": population.IMPORTER,
    "worldbank": worldbank.IMPORTER,
    "places": places.IMPORTER,
    "headlines": headlines.IMPORTER,
    "fcs": fcs.IMPORTER,
    "ucdp": ucdp.IMPORTER,
    "unhcr": unhcr.IMPORTER,
}

PARTS = frozenset(shape.part for importer in SOURCES.values() for shape in importer.shapes if shape.part)
"""What may stand beside a release, as `<release>-<part>`."""
