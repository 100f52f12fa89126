"""`record` makes what the standard library's `dataclass` makes, in all that is used of it."""

import ast
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conftest import ROOT
from zlpg.records import record


def made_by(decorator: Callable[..., Any]) -> Any:
    @decorator(frozen=True, slots=True)
    class Point:
        """A point."""

        x: int
        y: int = 2
        tags: Mapping[str, int] = dataclasses.field(default_factory=dict, compare=False)
        origin: str = dataclasses.field(default="here", init=False)

    return Point


OURS, THEIRS = made_by(record), made_by(dataclasses.dataclass)


@record(frozen=True, slots=True)
class Named:
    """A class that pickle can find."""

    name: str
    size: int = 0


@pytest.mark.parametrize("point", [OURS, THEIRS], ids=["ours", "theirs"])
class TestBoth:
    """What holds for both."""

    def test_instances_are_made_from_positions_and_names_with_defaults(self, point: Any) -> None:
        made = point(1, tags={"a": 1})
        assert (made.x, made.y, made.tags, made.origin) == (1, 2, {"a": 1}, "here")
        assert point(1).tags is not point(1).tags

    @pytest.mark.parametrize(
        ("args", "given"),
        [((), {}), ((1, 2, {}, "x"), {}), ((1,), {"z": 1}), ((1,), {"x": 1}), ((1,), {"origin": "there"})],
    )
    def test_wrong_arguments_are_type_errors(self, point: Any, args: tuple[Any, ...], given: dict[str, Any]) -> None:
        with pytest.raises(TypeError):
            point(*args, **given)

    def test_equality_and_hash_go_by_the_compared_fields(self, point: Any) -> None:
        assert point(1, tags={"a": 1}) == point(1)
        assert hash(point(1, tags={"a": 1})) == hash(point(1))
        assert point(1) != point(2)
        assert point(1) != (1, 2)

    def test_nothing_can_be_changed_or_added(self, point: Any) -> None:
        made = point(1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            made.x = 3
        with pytest.raises(dataclasses.FrozenInstanceError):
            del made.x
        with pytest.raises((AttributeError, TypeError)):
            made.z = 1
        assert not hasattr(made, "__dict__")

    def test_fields_replace_and_match_work(self, point: Any) -> None:
        assert [field.name for field in dataclasses.fields(point)] == ["x", "y", "tags", "origin"]
        assert dataclasses.replace(point(1), y=5) == point(1, 5)
        match point(1, 5):
            case point(x, y):
                assert (x, y) == (1, 5)
            case _:
                pytest.fail("no match")

    def test_the_representation_shows_the_fields(self, point: Any) -> None:
        assert repr(point(1)).endswith("Point(x=1, y=2, tags={}, origin='here')")


def test_ours_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Named("a", 3))) == Named("a", 3)  # noqa: S301  # it was made just now


BY_THE_THOUSAND = ("numbers.py", "engine/readers/bounds.py", "engine/readers/results.py", "diff/")
"""Where instances are made that often."""


def test_the_standard_librarys_is_used_where_ours_does_not_do() -> None:
    for path in (ROOT / "src" / "zlpg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            made_by = [
                each for each in getattr(node, "decorator_list", ()) if ast.unparse(each).startswith("dataclass")
            ]
            if isinstance(node, ast.ClassDef) and made_by:
                can_change = "frozen=True" not in ast.unparse(made_by[0])
                is_kept = "@cached_property" in ast.unparse(node)
                often = path.relative_to(ROOT / "src" / "zlpg").as_posix().startswith(BY_THE_THOUSAND)
                assert can_change or is_kept or often, (path, node.name)
