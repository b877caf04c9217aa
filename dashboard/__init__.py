"""Tables to charts to every surface. Never writes data, never calls out."""
