"""What makes a mistake: each operator turns one statement of a module into several, each with one mistake."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator as CosmicRayOperator
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.lua import LUA_OPERATORS, Edit

# Operators of cosmic-ray that need a name given, and put a random number in its place: no two runs are alike.
_RANDOM = {"core/VariableReplacer", "core/VariableInserter"}

# Attributes that are easily taken for each other, beside those that the same function uses.
_TWINS = {
    "time": "monotonic",
    "perf_counter": "time",
    "ceil": "floor",
    "pttl": "ttl",
    "ttl": "pttl",
    "expire": "pexpire",
    "incrby": "decrby",
    "decrby": "incrby",
    "incr": "decr",
    "lpush": "rpush",
    "sadd": "srem",
    "sinter": "sunion",
    "zcount": "zlexcount",
    "hset": "hsetnx",
    "token_hex": "token_urlsafe",
    "unlink": "delete",
    "delete": "unlink",
}


@cache  # main.py and stretch.py share many statements
def mistakes(statement: str) -> list[tuple[str, str]]:
    """Each time the name of an operator, and the statement with its mistake. Some occur several times."""
    return [*_of_cosmic_ray(statement), *_of_our_own(statement)]


def _of_cosmic_ray(statement: str) -> Iterator[tuple[str, str]]:
    nodes = list(ast_nodes(get_ast(statement)))
    for name, operator in _COSMIC_RAY.items():
        for occurrence in range(sum(1 for node in nodes for _ in operator.mutation_positions(node))):
            mutated = mutate_code(statement, operator, occurrence)
            assert mutated is not None
            yield name, _without_added_space(statement, mutated)


def _of_our_own(statement: str) -> Iterator[tuple[str, str]]:
    source = _Source(statement)
    for own in _OWN:
        for begin, end, new in own(source):
            yield own.__name__, statement[:begin] + new + statement[end:]
    for begin, end in source.lua_scripts():
        for lua in LUA_OPERATORS:
            for first, last, new in lua(statement[begin:end]):
                yield lua.__name__, statement[: begin + first] + new + statement[begin + last :]


class _Source:
    """A statement, its tree, and where the nodes of the tree stand in its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.nodes = list(ast.walk(self.tree))
        self._lines = text.splitlines(keepends=True)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._index(node.lineno, node.col_offset), self._index(node.end_lineno, node.end_col_offset)

    def end_of_line(self, node: ast.stmt) -> int:
        assert node.end_lineno is not None
        return sum(map(len, self._lines[: node.end_lineno]))

    def lua_scripts(self) -> Iterator[tuple[int, int]]:
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "redis.call(" in node.value:
                begin, end = self.span(node)
                yield self.text.index("\n", begin) + 1, end - len('"""')

    def _index(self, line: int, column: int) -> int:
        before = sum(map(len, self._lines[: line - 1]))
        return before + len(self._lines[line - 1].encode()[:column].decode())


def exception_type(source: _Source) -> Iterator[Edit]:
    """A handler of one exception becomes one of all; or one of several exceptions is forgotten."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and node.type:
            yield (*source.span(node.type), "Exception")
            if isinstance(node.type, ast.Tuple):
                for one in node.type.elts:
                    rest = [source.text[slice(*source.span(other))] for other in node.type.elts if other is not one]
                    yield (*source.span(node.type), ", ".join(rest) if len(rest) == 1 else f"({', '.join(rest)})")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".exception_handler"):
            yield (*source.span(node.args[0]), "Exception")


def number(source: _Source) -> Iterator[Edit]:
    """A number becomes 0; a number in a string, as the environment has it, also one more."""
    for node in source.nodes:
        if not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, str) and node.value.isdecimal():
            yield (*source.span(node), '"0"')
            yield (*source.span(node), f'"{int(node.value) + 1}"')
        elif isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value != 0:
            yield (*source.span(node), "0")


def break_at_the_end_of_a_loop(source: _Source) -> Iterator[Edit]:
    """Only the first of several is looked at."""
    for node in source.nodes:
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            at = source.end_of_line(node.body[-1])
            yield at, at, " " * node.body[0].col_offset + "break\n"


def attribute(source: _Source) -> Iterator[Edit]:
    """An attribute becomes another one, of those that the same function uses of the same name; or its twin."""
    attributes = [
        (node, node.value.id)
        for node in source.nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
    for node, name in attributes:
        others = {other.attr for other, same_name in attributes if same_name == name} | {
            _TWINS.get(node.attr, node.attr)
        }
        _, end = source.span(node)
        yield from ((end - len(node.attr), end, other) for other in sorted(others - {node.attr}))


def _without_added_space(statement: str, mutated: str) -> str:
    """cosmic-ray puts a space in front of each new number."""
    pairs = enumerate(zip(statement, mutated, strict=False))
    first = next((index for index, (old, new) in pairs if old != new), len(statement))
    if re.match(r" -?\d", mutated[first:]):
        return mutated[:first] + mutated[first + 1 :]
    return mutated


_OWN: tuple[Callable[[_Source], Iterator[Edit]], ...] = (
    exception_type,
    number,
    break_at_the_end_of_a_loop,
    attribute,
)
_COSMIC_RAY: dict[str, CosmicRayOperator] = {
    name.removeprefix("core/"): get_operator(name)() for name in operator_names() if name not in _RANDOM
}
