"""Runs one function of `inside` on the database that the environment names, and prints what it returns."""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()  # before any model is imported
    function, *words = sys.argv[1:]
    print(json.dumps(getattr(import_module("tests.benchmarks.inside"), function)(*words)))
