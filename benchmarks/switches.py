"""Switch a part of the product off for a while by what stands in the place of its names. Knows none of the parts.

Only benchmarks do this: the product has no options for it, and `switched_off` sets every name back.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any


class NoSuchName(LookupError):
    """A switch names something that the product does not have any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One optional part. `off`: dotted name to what stands there instead.

    A name is that of the place where a function is used: `from x import f` binds it there.

    `acts`: the function changes what it is given, or gives more than its answer shows, so that equal answers do not
    mean that it did nothing.
    """

    name: str
    off: Mapping[str, Any]
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Instead:
    """What stands in the place of a function and needs that function itself."""

    of: Callable[[Any], Any]


def together(name: str, switches: Iterable[Switch]) -> Switch:
    """One switch for all of these: what goes without each of them alone may be kept by another."""
    each = list(switches)
    off = {place: value for switch in each for place, value in switch.off.items()}
    return Switch(name=name, off=off, acts=any(switch.acts for switch in each))


@contextmanager
def switched_off(switch: Switch) -> Iterator[None]:
    """Read without it. Raises NoSuchName."""
    with _replaced({name: _neutral(name, value) for name, value in switch.off.items()}):
        yield


@contextmanager
def watched(switches: Mapping[str, Switch]) -> Iterator[Watch]:
    """Note which of the readings are asked, and which say anything, while a page is read. Raises NoSuchName."""
    watch = Watch()
    with ExitStack() as stack:
        for switch in switches.values():
            for name, value in switch.off.items():
                stack.enter_context(_replaced({name: watch.around(switch, name, value)}))
        yield watch


class Watch:
    """The names of the switches that were asked, and of those that gave another answer than their neutral one."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self.spoke: set[str] = set()

    def around(self, switch: Switch, name: str, neutral: Any) -> Any:
        """A function that answers as the one at this name does, and is noted."""
        original = getattr(*_place(name))
        if not callable(original) or inspect.isclass(original):
            # Data is read without a trace.
            self.asked.add(switch.name)
            self.spoke.add(switch.name)
            return original

        def noted(*given: Any, **named: Any) -> Any:
            self.asked.add(switch.name)
            answer = original(*given, **named)
            if isinstance(answer, Iterator):
                answer = list(answer)
            if switch.acts or isinstance(neutral, Instead) or not _is_same(answer, neutral(*given, **named)):
                self.spoke.add(switch.name)
            return iter(answer) if inspect.isgeneratorfunction(inspect.unwrap(original)) else answer

        return noted


def check(switches: Mapping[str, Switch]) -> None:
    """Raises NoSuchName for the first name that is not there."""
    for switch in switches.values():
        for name in switch.off:
            _place(name)


def _place(name: str) -> tuple[Any, str]:
    """What holds the name, a module or a class, and its last part."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            holder: Any = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:-1]:
            holder = getattr(holder, part, None)
        if hasattr(holder, parts[-1]):
            return holder, parts[-1]
        break
    raise NoSuchName(f"{name} does not exist any more: its switch must name where it is used now, or go")


def _neutral(name: str, value: Any) -> Any:
    return value.of(getattr(*_place(name))) if isinstance(value, Instead) else value


@contextmanager
def _replaced(values: Mapping[str, Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in values.items():
            holder, last = _place(name)
            stack.callback(setattr, holder, last, inspect.getattr_static(holder, last))
            setattr(holder, last, value)
        yield


def _is_same(answer: Any, neutral: Any) -> bool:
    one, other = (list(each) if isinstance(each, list | tuple | Iterator) else each for each in (answer, neutral))
    return type(one) is type(other) and bool(one == other)
