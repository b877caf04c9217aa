"""The publishers whose files the pipeline reads: an explicit list, nothing is discovered."""

from etl.sources import headlines, places, population, uis_files, view, worldbank
from etl.sources.importer import Importer

SOURCES: dict[str, Importer] = {
    "uis": uis_files.IMPORTER,
    "view": view.IMPORTER,
    "population": population.IMPORTER,
    "worldbank": worldbank.IMPORTER,
    "places": places.IMPORTER,
    "headlines": headlines.IMPORTER,
}
