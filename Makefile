# Two commands do everything: `make run` serves the desk, `make test` proves it.
.PHONY: run test check train ready lock soak

# On two processors, the checks and the training of the model are done side by side.
MAKEFLAGS += --jobs=2

# What was imported once is compiled, also where the surroundings forbid it: else every process would compile it anew.
export PYTHONDONTWRITEBYTECODE =

run:
	@tools/setup
	@.venv/bin/desk serve

test: check train
	@.venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

ready:
	@tools/setup test

train: ready
	@.venv/bin/desk train

check: ready
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/desk check

# Kills the desk 200 times (SOAK_KILLS) on SOAK_DATABASE=sqlite|postgresql, and compares the books: about 20 minutes.
soak: train
	@.venv/bin/python -m tests.soak

# After a change of pyproject.toml. The lock files carry hashes and no registry's address.
lock:
	@uv pip compile pyproject.toml --python-version 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.txt
	@uv pip compile pyproject.toml --extra dev -c requirements.txt --python-version 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-dev.txt
