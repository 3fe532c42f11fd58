"""Simpul: one line, one direction.

    design -> publish -> intake -> merge -> review -> report

Each stage is a package. A stage imports only stages to its left and the leaves, which stand in the
order `problems config extensions openrosa outbox registry accounts web`. Data moves right by
pulling: intake never calls merge; merge asks for what is not merged yet. Only `factory` imports
routes; only `jobs`, `demo` and `cli` call several stages. `tests/guards/` holds all of this.
"""
