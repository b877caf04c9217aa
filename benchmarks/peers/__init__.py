"""What people would otherwise use, one program a file, in a virtual environment of their own (`.venv-bench`)."""
