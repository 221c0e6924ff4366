"""Mutants: the references with one small mistake each. `python -m tests.mutants` judges them.

A mutant falls when a step fails. One that survives shows a hole in the tests, or `survivors/` says why not.

- `operators.py`: what makes a mistake: those of cosmic-ray, and our own. `lua.py`: those for the text of Lua scripts.
- `mutant.py`: all mutants, without annotations and without duplicates.
- `survivors.py`: the list of those that may survive.
- `command.py`: the command.
"""
