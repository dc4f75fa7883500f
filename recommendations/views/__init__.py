"""Pages. Each view declares who may open it on its first line and can be read alone."""
