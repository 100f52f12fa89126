"""What explanations are made of: a tree's branches, and the texts on them."""

from decimal import Decimal

from zlpg.engine.readers.bounds import Working
from zlpg.show.drawing import Line, Tree
from zlpg.show.words import Words, numbered, visible, visible_block
from zlpg.show.workings import Names, Writer


def add(tree: Tree, name: str, text: str, words: Words) -> None:
    """A line that names what it says; none where there is nothing to say."""
    if text:
        tree.add(Line(words.named(name, visible_block(text)), "bold", len(words.named(name, ""))))


def add_condition(tree: Tree, condition: Working, names: Names) -> None:
    """A condition with whether it holds, and below it each of its parts where it has several."""
    lead = names.words.named(names.words.gettext("Condition"), "")
    whole, *parts = names.states(condition)
    below = tree.add(Line(f"{lead}{whole}", "bold", len(lead)))
    for part in parts:
        below.add(Line(part))


def add_together(tree: Tree, working: Working, writer: Writer) -> None:
    """Why points are narrower than what they are worked out from adds up to."""
    add(tree, writer.words.gettext("Narrower because"), writer.together(working), writer.words)


def branch(tree: Tree, name: str) -> Tree:
    """A branch for several lines."""
    return tree.add(bold(name))


def bold(text: str) -> Line:
    """Text that stands out."""
    return Line(text, "bold")


def summary(working: Working, worth: Decimal | None, words: Words) -> str:
    """What something comes to, and of how much."""
    points = words.interval(working.points)
    return (
        points if worth is None else words.gettext("{points} of {max}").format(points=points, max=words.number(worth))
    )


def titled(number: int | str | None, title: str, id: str | None, rest: str, words: Words) -> str:
    """A part of the table by its number and its title, and what is said of it."""
    named = visible(title) if id is None else f"{visible(title)} ({id})"
    return words.named(f"{numbered(number)} {named}".lstrip(), rest)
