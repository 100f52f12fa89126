"""What explanations are made of: a tree's branches, and the texts on them."""

from decimal import Decimal

from rich.text import Text
from rich.tree import Tree

from zlpg.bounds import Working
from zlpg.points import told
from zlpg.render.formula import signed
from zlpg.render.words import Words, numbered, visible, visible_block


def add(tree: Tree, name: str, text: str) -> None:
    """A line that names what it says; none where there is nothing to say."""
    if text:
        tree.add(Text.assemble((f"{name}: ", "bold"), visible_block(text)))


def branch(tree: Tree, name: str) -> Tree:
    """A branch for several lines."""
    return tree.add(bold(name))


def bold(text: str) -> Text:
    """Text that stands out."""
    return Text(text, style="bold")


def summary(working: Working, worth: Decimal | None, words: Words) -> str:
    """What something comes to, and of how much."""
    points = signed(words.interval(working.points))
    return points if worth is None else words.gettext("{points} of {max}").format(points=points, max=told(worth))


def titled(number: int | str | None, title: str, id: str | None, rest: str) -> str:
    """A part of the table by its number and its title, and what is said of it."""
    named = visible(title) if id is None else f"{visible(title)} ({id})"
    return f"{numbered(number)} {named}: {rest}".lstrip()
