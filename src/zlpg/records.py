"""`record`: a frozen, slotted dataclass, with the time it takes to import cut to a twentieth.

>>> @record(frozen=True, slots=True)
... class Counted:
...     reports: int
...     over: int = 10
>>> Counted(13), Counted(13) == Counted(13, over=10)
(Counted(reports=13, over=10), True)

The standard library's decorator writes the source of a frozen class's methods and compiles it, in every process anew: about a
millisecond a class, which for all of ours together is a fifth of what one score takes. Here the methods are closures that read
the fields. `fields`, `replace`, `match`, `pickle` and pydantic take what they make as the standard library's, and so do type
checkers; there is no `__post_init__`, and `inspect.signature` shows nothing.

The standard library's `dataclass` is for the others, under its own name:

- a class whose instances are changed after they are made, or have a `cached_property`, which slots leave no room for;
- one that is made by the thousand, as instances of ours are made more slowly: intervals, workings, and what a comparison is made of.
"""

from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["document_key", "record", "shared"]


def document_key(field: str) -> str:
    """The key that a field has in a document: `as` of `as_`, as no name in Python can be a word of its own."""
    return field.removesuffix("_")


if TYPE_CHECKING:
    from dataclasses import dataclass as record
    from dataclasses import dataclass as shared
else:
    import dataclasses
    from operator import attrgetter

    def record(*, frozen: bool, slots: bool) -> Any:
        """A frozen, slotted dataclass; the two are said all the same, for type checkers."""
        assert frozen  # noqa: S101  # what a type checker takes for granted of the class
        assert slots  # noqa: S101
        return _made

    def shared(*, frozen: bool) -> Any:
        """A class with fields that several records have: in front of them among their bases, it leaves theirs the first."""
        assert frozen  # noqa: S101
        return dataclasses.dataclass(init=False, repr=False, eq=False)

    def _made(cls: type) -> type:
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
        fields = dataclasses.fields(made)
        names = tuple(field.name for field in fields)
        taken = tuple(field.name for field in fields if field.init)
        all_taken = taken == names
        needed = [field.default is field.default_factory is dataclasses.MISSING for field in fields]
        required = len(fields) - next((at for at, each in enumerate(reversed(needed)) if each), len(fields))
        defaults = tuple(field.default for field in fields)
        are_plain = all_taken and all(field.default_factory is dataclasses.MISSING for field in fields)
        compared = attrgetter(*(field.name for field in fields if field.compare))
        setters = tuple(getattr(made, name).__set__ for name in names)  # of the slots: quicker than by their names

        def init(self: object, *args: object, **given: object) -> None:
            if are_plain and not given and required <= len(args) <= len(names):  # as they mostly are
                restore(self, args + defaults[len(args) :])
                return
            if len(args) > len(taken):
                raise TypeError(f"{cls.__name__} takes {len(taken)} arguments, not {len(args)}")
            for name, value in zip(taken, args, strict=False):
                if name in given:
                    raise TypeError(f"{cls.__name__} was given {name} twice")
                given[name] = value
            for field in fields:
                held = field.init and field.name in given
                object.__setattr__(self, field.name, given.pop(field.name) if held else _default(cls, field))
            if given:
                raise TypeError(f"{cls.__name__} takes no {', '.join(given)}")

        def restore(self: object, state: tuple[object, ...]) -> None:
            for setter, value in zip(setters, state):  # noqa: B905  # as many, and to say so takes as long as to set one
                setter(self, value)

        def eq(self: object, other: object) -> Any:
            return compared(self) == compared(other) if other.__class__ is made else NotImplemented

        made.__init__ = init
        made.__eq__ = eq
        made.__hash__ = lambda self: hash(compared(self))
        made.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"
        made.__setattr__ = made.__delattr__ = _refuse
        made.__getstate__ = lambda self: tuple(getattr(self, name) for name in names)
        made.__setstate__ = restore
        return made

    def _default(cls: type, field: "dataclasses.Field[Any]") -> object:
        if field.default is not dataclasses.MISSING:
            return field.default
        if field.default_factory is not dataclasses.MISSING:
            return field.default_factory()
        raise TypeError(f"{cls.__name__} needs {field.name}")

    def _refuse(self: object, name: str, *_value: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"{self.__class__.__name__}.{name} can't be changed")
