"""`python -m etl` = `oosc etl`."""

from etl.cli import app

if __name__ == "__main__":
    app(prog_name="oosc etl")
