# `make help` lists the targets. Each calls course.py, which works without make too.
PYTHON ?= $(shell python3 -c "" 2>/dev/null && echo python3 || echo python)
COURSE = @$(PYTHON) course.py $@

.PHONY: help lab test test-colab test-pythons setup notebooks format seeds site bench repository requirements
help:         ; $(COURSE)
lab:          ; $(COURSE) $(ARGS)
test:         ; $(COURSE) $(addprefix --lesson=,$(LESSON)) $(ARGS)
test-colab:   ; $(COURSE) $(LESSON)
test-pythons: ; $(COURSE) $(ARGS)
setup:        ; $(COURSE)
notebooks:    ; $(COURSE) $(LESSON)
format:       ; $(COURSE)
seeds:        ; $(COURSE) $(LESSON)
site:         ; $(COURSE)
bench:        ; $(COURSE) $(ARGS)
repository:   ; $(COURSE) $(NAME)
requirements: ; $(COURSE) $(ARGS)
