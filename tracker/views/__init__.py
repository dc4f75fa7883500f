"""The site's own pages: home, and the papers that are read in."""
