"""Files in the forms that offices keep, each read into a document. Free of Django."""
