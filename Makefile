# Every target is one call of make.py, so `python3 make.py TARGET` does the same without make.
# Arguments for the tool behind a target: make test ARGS="-k check".
PYTHON ?= python3
ARGS ?=
.DEFAULT_GOAL := help
.PHONY: demo test test-reference lab author build check lint pins clean help

demo:   ; @$(PYTHON) make.py demo $(ARGS)
test:   ; @$(PYTHON) make.py test $(ARGS)
test-reference: ; @$(PYTHON) make.py test-reference $(ARGS)
lab:    ; @$(PYTHON) make.py lab $(ARGS)
author: ; @$(PYTHON) make.py author $(ARGS)
build:  ; @$(PYTHON) make.py build $(ARGS)
check:  ; @$(PYTHON) make.py check $(ARGS)
lint:   ; @$(PYTHON) make.py lint $(ARGS)
pins:   ; @$(PYTHON) make.py pins $(ARGS)
clean:  ; @$(PYTHON) make.py clean
help:   ; @$(PYTHON) make.py help
