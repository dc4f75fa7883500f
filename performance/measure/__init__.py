"""One measure: its figures, its charts, how they are computed, and who asks for it."""
