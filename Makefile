# Two commands do everything: `make run` serves the desk, `make test` proves it.
.PHONY: run test check lock soak

run:
	@tools/setup
	@.venv/bin/desk serve

test: check
	@.venv/bin/desk train
	@.venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check:
	@tools/setup test
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/desk check

# Kills the desk 200 times (SOAK_KILLS) on SOAK_DATABASE=sqlite|postgresql, and compares the books: about 20 minutes.
soak:
	@tools/setup test
	@.venv/bin/desk train
	@.venv/bin/python -m tests.soak

# After a change of pyproject.toml. The lock files carry hashes and no registry's address.
lock:
	@uv pip compile pyproject.toml --python-version 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.txt
	@uv pip compile pyproject.toml --extra dev -c requirements.txt --python-version 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-dev.txt
