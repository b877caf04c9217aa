"""``python -m dashboard`` is ``oosc``."""

from dashboard.cli import main

main()
