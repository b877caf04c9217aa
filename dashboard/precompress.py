"""``python -m dashboard.precompress``: compress what the browser gets as well as can be, once after an installation."""

from dashboard.app import create_app
from dashboard.static import precompress

if __name__ == "__main__":
    print(f"Compressed {precompress(create_app())} files for the browser.")
