"""The publishers whose files the pipeline reads: an explicit list, nothing is discovered."""

from etl.sources import fcs, headlines, places, population, ucdp, uis_files, unhcr, view, worldbank
from etl.sources.importer import Importer

SOURCES: dict[str, Importer] = {
    "uis": uis_files.IMPORTER,
    "view": view.IMPORTER,
    "population": population.IMPORTER,
    "worldbank": worldbank.IMPORTER,
    "places": places.IMPORTER,
    "headlines": headlines.IMPORTER,
    "fcs": fcs.IMPORTER,
    "ucdp": ucdp.IMPORTER,
    "unhcr": unhcr.IMPORTER,
}
