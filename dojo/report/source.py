"""The source of a main.py, as the notes look at it. It finds lines; whether they matter, the failed test shows."""

from __future__ import annotations

import ast
import codecs
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_CLIENTS = {"Redis", "StrictRedis", "RedisCluster", "FakeRedis", "FakeAsyncRedis", "from_url", "open_redis"}
_OF_REDIS = ("redis", "fakeredis", "dojo.local_redis")
_STOPWATCHES = {"perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns"}
_MEASURES = (ast.Assign, ast.keyword, ast.BinOp)


@dataclass(frozen=True)
class Source:
    """The lines of interest in a main.py."""

    tree: ast.Module = field(default_factory=lambda: ast.Module([], []))

    @classmethod
    def of(cls, main_py: Path) -> Source:
        """An empty one, if it cannot be read: loading it shows what is wrong."""
        try:
            return cls(ast.parse(main_py.read_bytes()))
        except (OSError, SyntaxError, ValueError):
            return cls()

    @cached_property
    def functions(self) -> set[str]:
        """Their names."""
        return {node.name for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}

    @property
    def own_client(self) -> int | None:
        """The line that makes a Redis client, if it runs in a test as well."""
        known = {name for name, module in self._imported if module.split(".")[0] in _OF_REDIS or module in _OF_REDIS}
        for call in self._calls:
            root, *rest = ast.unparse(call.func).split(".")
            if root in known and [root, *rest][-1] in _CLIENTS:
                return call.lineno
        return None

    @property
    def exceptions_not_raised(self) -> Iterator[tuple[int, int | None]]:
        """The lines that make an HTTPException for nothing, each with its status, if that is a constant."""
        for call in self._calls:
            parent = self._parents[call]
            is_helper = isinstance(parent, ast.Return) and self._function_around(call) in self._raised_calls
            if _name(call.func) == "HTTPException" and isinstance(parent, ast.Expr | ast.Return) and not is_helper:
                status = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "status_code")]
                yield call.lineno, _number(status[0]) if status else None

    @property
    def statuses_set(self) -> Iterator[tuple[int, int | None]]:
        """The lines ``response.status_code = 429``, where `response` is an argument, each with an error status."""
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            arguments = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
            for child in ast.walk(node):
                if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Attribute):
                    target, status = child.targets[0], _number(child.value)
                    if target.attr == "status_code" and _name(target.value) in arguments and (status or 0) >= 400:
                        yield child.lineno, status

    @property
    def builtin_handlers(self) -> dict[str, int]:
        """The lines that catch Python's own ConnectionError or TimeoutError, by that name."""
        other = {name for name, _ in self._imported}
        lines: dict[str, int] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ExceptHandler) and node.type:
                types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                for name in (each.id for each in types if isinstance(each, ast.Name)):
                    if name in {"ConnectionError", "TimeoutError"} - other:
                        lines.setdefault(name, node.lineno)
        return lines

    @property
    def watches_without_multi(self) -> int | None:
        """The line of a ``pipe.watch(…)`` in a function that never calls ``pipe.multi()``."""
        with_multi = {self._function_around(call) for call in self._calls if _name(call.func) == "multi"}
        watches = [call for call in self._calls if _name(call.func) == "watch"]
        return next((call.lineno for call in watches if self._function_around(call) not in with_multi), None)

    @property
    def stopwatch(self) -> tuple[int, str, bool] | None:
        """The line and name of a stopwatch (``time.monotonic``), and whether a window is named after its reading."""
        names = {name for name, module in self._imported if module == "time"}
        readings = [
            (
                self._is_divided(call),
                not isinstance(self._parents[call], _MEASURES),
                -call.lineno,
                ast.unparse(call.func),
            )
            for call in self._calls
            if _name(call.func) in _STOPWATCHES and ast.unparse(call.func).split(".")[0] in names
        ]
        if not readings:
            return None
        is_divided, _, line, name = max(readings)  # rather one that does more than to measure a request
        return -line, name, is_divided

    def _is_divided(self, call: ast.Call) -> bool:
        """``time.monotonic() // 60``, also by way of a variable."""
        parent = self._parents[call]
        variable = parent.targets[0] if isinstance(parent, ast.Assign) else call
        operations = [node for node in ast.walk(self.tree) if isinstance(node, ast.BinOp)]
        divided = [node.left for node in operations if isinstance(node.op, ast.FloorDiv | ast.Mod)]
        return any(ast.unparse(variable) in ast.unparse(each) for each in divided)

    @cached_property
    def _imported(self) -> list[tuple[str, str]]:
        """Each name that is imported, and the module that it is, or is from."""
        found: list[tuple[str, str]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.asname or alias.name.split(".")[0], alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(alias.asname or alias.name, node.module or "") for alias in node.names]
        return found

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}

    @cached_property
    def _calls(self) -> list[ast.Call]:
        """In the order of their lines, without those of ``if __name__ == "__main__":``, which no test runs."""
        by_hand = {
            node
            for block in self.tree.body
            if isinstance(block, ast.If) and "__name__" in ast.unparse(block.test)
            for node in ast.walk(block)
        }
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and node not in by_hand]
        return sorted(calls, key=lambda call: call.lineno)

    @cached_property
    def _raised_calls(self) -> set[str]:
        """The names of the functions whose results are raised: ``raise too_many(request)``."""
        raised = [node.exc for node in ast.walk(self.tree) if isinstance(node, ast.Raise)]
        return {_name(each.func) for each in raised if isinstance(each, ast.Call)}

    def _function_around(self, node: ast.AST) -> str:
        while not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            node = self._parents[node]
        return "" if isinstance(node, ast.Module) else node.name


def not_utf_8(main_py: Path, shown: str) -> Iterator[str]:
    """That an editor saved it in another encoding, and that its first lines do not say which one."""
    try:
        content = main_py.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        content.decode(encoding)
        is_text = b"\0" not in content
    except OSError:
        return
    except (SyntaxError, UnicodeDecodeError):
        is_text = False
    if not is_text:
        utf_16 = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or content[1:2] == b"\0"
        yield f"{shown} is not UTF-8{', but UTF-16' if utf_16 else ''}; in your editor, save it as UTF-8"


def _name(node: ast.AST) -> str:
    """``HTTPException`` of ``fastapi.HTTPException``"""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _number(node: ast.AST) -> int | None:
    """429 of ``429`` and of ``status.HTTP_429_TOO_MANY_REQUESTS``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    found = re.search(r"HTTP_(\d{3})", _name(node))
    return int(found[1]) if found else None
