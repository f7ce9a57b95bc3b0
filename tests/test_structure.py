"""Imports go one way, heavy libraries wait, and one module reads the environment."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [path for folder in ("knowledge", "retrieval", "app") for path in sorted((ROOT / folder).rglob("*.py"))]
LAYERS = {"knowledge": 0, "retrieval": 1, "app": 2, "app.ui": 3}
LAZY = {"app.models.layers", "app.models.tuning"}
"""Modules that define torch modules, and so need torch at import: nothing may import them before it needs them."""
HEAVY = {"torch", "gradio", "transformers", "sentence_transformers", "xllamacpp"}

every_file = pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> int | None:
    """Level of a module of the project; None for others. 'app.__main__' starts everything and may import all."""
    if module == "app.__main__":
        return LAYERS["app.ui"]
    parts = module.split(".")
    return LAYERS.get(".".join(parts[:2]), LAYERS.get(parts[0]))


def imports(tree: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """Full names of the modules a tree imports, the parts of 'from x import y' included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = module.split(".") if is_package else module.split(".")[:-1]
            start = base[: len(base) - node.level + 1] if node.level else []
            name = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{name}.{alias.name}" for alias in node.names)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when a module is imported: not those of functions or of 'if TYPE_CHECKING'."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from at_import(node.orelse)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            inner = [*node.body, *getattr(node, "orelse", []), *getattr(node, "finalbody", [])]
            yield from at_import(inner + [s for handler in getattr(node, "handlers", []) for s in handler.body])
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def upward(module: str, imported: Iterator[str]) -> list[str]:
    own = layer_of(module)
    assert own is not None
    return [name for name in imported if (other := layer_of(name)) is not None and other > own]


def names_in(source: str, module: str) -> list[str]:
    return list(imports(ast.parse(source), module, is_package=False))


def test_the_check_itself_sees_every_way_to_import() -> None:
    assert names_in("import app.ui.page as p", "app.x") == ["app.ui.page"]
    assert names_in("def f():\n    from app import ui", "app.x") == ["app.ui"]
    assert names_in("from . import ui", "app.x") == ["app.ui"]
    assert names_in("from ..settings import S", "app.ui.page") == ["app.settings.S"]
    assert upward("retrieval.x", iter(["app.settings", "knowledge.load", "numpy"])) == ["app.settings"]
    assert upward("app.x", iter(["app.ui.page", "app.y"])) == ["app.ui.page"]
    assert upward("app.ui.x", iter(["app.y", "retrieval.z"])) == []
    nested = "try:\n    import torch\nexcept ImportError:\n    import gradio\ndef f():\n    import transformers"
    assert [ast.unparse(node) for node in at_import(ast.parse(nested).body)] == ["import torch", "import gradio"]


def test_all_files_are_found() -> None:
    assert len(FILES) > 50
    assert {"app/wiring.py", "app/ui/page.py", "knowledge/load.py", "retrieval/index.py"} <= {
        str(path.relative_to(ROOT)) for path in FILES
    }


@every_file
def test_imports_go_one_way(path: Path) -> None:
    module = module_of(path)
    assert upward(module, imports(parsed(path), module, path.name == "__init__.py")) == []


@every_file
def test_gradio_stays_in_the_page(path: Path) -> None:
    module = module_of(path)
    found = {name.split(".")[0] for name in imports(parsed(path), module, path.name == "__init__.py")}
    if not module.startswith("app.ui") and module != "app.__main__":
        assert "gradio" not in found


@every_file
def test_one_module_reads_the_environment(path: Path) -> None:
    if path == ROOT / "app" / "settings.py":
        return
    tree = parsed(path)
    attributes = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = set(imports(tree, module_of(path), path.name == "__init__.py"))
    assert not {"os.environ", "os.getenv", "os.putenv"} & (attributes | imported)


@every_file
def test_heavy_libraries_are_imported_where_they_are_needed(path: Path) -> None:
    if module_of(path).startswith("app.ui"):
        return
    module = module_of(path)
    top = ast.Module(body=list(at_import(parsed(path).body)), type_ignores=[])
    names = set(imports(top, module, path.name == "__init__.py"))
    if module not in LAZY:
        assert not {name.split(".")[0] for name in names} & HEAVY
    assert not {name for name in names if any(name == lazy or name.startswith(f"{lazy}.") for lazy in LAZY)}


@pytest.mark.parametrize(
    "module", ["app.assistant", "app.wiring", "app.__main__", "app.bakeoff.run", "retrieval.search"]
)
def test_importing_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, importlib; importlib.import_module({module!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stdout.split())


@pytest.mark.parametrize("module", ["knowledge", "retrieval.search"])
def test_lower_layers_load_nothing_of_the_app(module: str) -> None:
    code = f"import sys, importlib; importlib.import_module({module!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.split(".")[0] == "app"]
