"""Runs one function of one module on the database that the environment names; prints what it returns."""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()  # before any model is imported
    module, function, given = sys.argv[1:]
    sys.stdout.write(json.dumps(getattr(import_module(module), function)(*json.loads(given))) + "\n")
