"""One file per page: an arrangement of charts and controls. Pages never import the app."""
