"""The tracker's own settings, with the addresses that the measurements compare with beside its own."""

import tracker.settings

globals().update({name: value for name, value in vars(tracker.settings).items() if name.isupper()})

ROOT_URLCONF = "tests.benchmarks.urls"
