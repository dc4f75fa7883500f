"""Files of figures: what is told of them, and how they are read for a page."""
