"""Spark reads the published tables in place and computes the world's regional totals; they are those of the tables.

Run by `make spark`, in an environment of its own: `python scripts/spark_totals.py FOLDER`. Exit status 1 where a total
differs in its last digit.
"""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

TOTALS = Path(__file__).parents[1] / "docs" / "regional_totals.sql"
OURS = """
    SELECT place AS region, year, sex, level, value AS children FROM observations
    WHERE source = 'here' AND release = 'view-2025+wpp-2024' AND measure = 'children' AND place LIKE 'SDG: %'
"""


def main(folder: str) -> int:
    """How many totals there are, and how many are ours to the last digit."""
    spark = (
        SparkSession.builder.master("local[2]")
        .appName("regional totals")
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")  # 2025 is a release, no number
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        spark.read.parquet(f"{folder}/observations").createOrReplaceTempView("observations")
        spark.read.parquet(f"{folder}/region_members.parquet").createOrReplaceTempView("region_members")
        ours = spark.sql(OURS)
        same = spark.sql(TOTALS.read_text(encoding="utf-8")).intersect(ours).count()
        published = ours.count()
    finally:
        spark.stop()
    print(f"Spark: {same:,} of {published:,} regional totals are those of the tables, to the last digit.")
    return 0 if same == published > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
