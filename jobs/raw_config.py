"""Reads the configuration of a bennettbot without running it.

It is Python: a dict named `raw_config`, assigned in `job_configs.py`. Only what is written out in
full is read; a namespace with anything else is left out, with the line of each such place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.errors import ContentError

NAME = "raw_config"
SHOWN_CHARS = 60


def read(path: Path) -> tuple[dict[str, Any], list[ContentError]]:
    """Return the namespaces that can be read, and an error for each place that cannot.

    Raises:
        ContentError: there is no such file, or nothing like a configuration in it.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ContentError(str(path), "", f"cannot be read: {error.strerror}") from None
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ContentError(str(path), "", f"is not Python: {error}") from None
    found: dict[str, Any] = {}
    errors: list[ContentError] = []
    for name, node in namespaces(config_in(tree, path), path, errors):
        wrong = [ContentError(str(path), *fault) for fault in faults(name, node)]
        errors += wrong
        if not wrong:
            found[name] = ast.literal_eval(node)
    return found, errors


def config_in(tree: ast.Module, path: Path) -> ast.Dict:
    """Return the dict that is assigned, or raise ContentError."""
    assigned = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and NAME in targets(node)
    ]
    if not assigned:
        raise ContentError(str(path), NAME, f"is not there: write {NAME} = {{…}} at the top level")
    if not isinstance(assigned[-1], ast.Dict):
        raise ContentError(str(path), NAME, "is not written out: write the dict itself, as {…}")
    return assigned[-1]


def targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    """Return the names that an assignment gives."""
    each = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {one.id for one in each if isinstance(one, ast.Name)}


def namespaces(
    config: ast.Dict, path: Path, errors: list[ContentError]
) -> Iterator[tuple[str, ast.expr]]:
    """Yield name and table of each namespace, and note what has no name."""
    for key, value in zip(config.keys, config.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value
        else:
            place = key or value
            errors.append(ContentError(str(path), f"line {place.lineno}", unwritten(place)))


def faults(key: str, node: ast.expr | None) -> Iterator[tuple[str, str]]:
    """Yield place and cure of everything in a value that is not written out."""
    if isinstance(node, ast.Dict):
        for one, value in zip(node.keys, node.values, strict=True):
            if one is None:  # **others
                yield f"{key} (line {value.lineno})", unwritten(value)
            else:
                yield from faults(key, one)
                inner = str(one.value) if isinstance(one, ast.Constant) else "?"
                yield from faults(f"{key}.{inner}", value)
    elif isinstance(node, ast.List | ast.Tuple):
        for at, value in enumerate(node.elts):
            yield from faults(f"{key}.{at}", value)
    elif node is not None and not is_written_out(node):
        yield f"{key} (line {node.lineno})", unwritten(node)


def is_written_out(node: ast.expr) -> bool:
    """Return whether a value stands there as it is."""
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True


def unwritten(node: ast.expr) -> str:
    """Return what to do about something that would have to be computed."""
    code = ast.unparse(node)
    shown = code if len(code) <= SHOWN_CHARS else code[:SHOWN_CHARS] + "…"
    return f"is computed by {shown}, and nothing is run here: write out what it gives"
