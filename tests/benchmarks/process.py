"""Runs one function of one module here on the database that the environment names; prints what it returns."""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()  # before any model is imported
    module, function, *words = sys.argv[1:]
    print(json.dumps(getattr(import_module(f"tests.benchmarks.{module}"), function)(*words)))
