"""Pages of performance: what a meeting was told, what the figures say, where they came from."""
