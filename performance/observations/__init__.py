"""Reading files of figures: sheet, columns, values, and how they differ from the records. Free of Django."""
