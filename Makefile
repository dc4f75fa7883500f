# A thin layer over start.py, which needs nothing but Python 3.11 or newer.
# Further words for pytest: make test ARGS="-k register --no-cov"
PYTHON ?= python3
ARGS ?=

.PHONY: demo test proof bench lint install
demo test proof bench lint install:
	@$(PYTHON) start.py $@ $(ARGS)
