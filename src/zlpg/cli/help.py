"""Help as wide as a terminal shows it: click counts characters, of which a Chinese one takes two columns."""

import gettext
from collections.abc import Iterable

import click

WIDEST_TERM = 30
"""How wide a term is at most whose description still stands beside it."""


class HelpFormatter(click.HelpFormatter):
    """click's layout, with lines that are broken as in everything else that is shown."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How a command is called."""
        said = gettext.gettext("Usage:") if prefix is None else prefix.rstrip()
        lead = f"{said}{'' if said.endswith('：') else ' '}{prog}"
        self._write_beside(f"{lead} " if args else lead, args)

    def write_heading(self, heading: str) -> None:
        """The name of a section."""
        name = gettext.gettext("{name}:").format(name=heading)
        self.write(f"{' ' * self.current_indent}{name}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs; one that begins with click's mark for that keeps its own lines."""
        self.write("\n\n".join(self._paragraph(each) for each in text.strip("\n").split("\n\n")) + "\n")

    def _paragraph(self, text: str) -> str:
        from zlpg.show.lines import broken

        lead = " " * self.current_indent
        first, *others = text.split("\n")
        lines = others if first.strip() == "\b" else broken(" ".join((first, *others)), self.width - len(lead))
        return "\n".join(f"{lead}{line}" for line in lines)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = WIDEST_TERM, col_spacing: int = 2) -> None:
        """Terms with their descriptions beside them, below where a term takes too much room."""
        from zlpg.show.lines import cells

        held = list(rows)
        widest = max((cells(term) for term, _ in held if cells(term) <= col_max), default=0)
        room, lead = widest + col_spacing, " " * self.current_indent
        for term, text in held:
            beside = f"{lead}{term}{' ' * (room - cells(term))}"
            if cells(term) > widest:
                self.write(f"{lead}{term}\n")
                beside = lead + " " * room
            self._write_beside(beside, text)

    def _write_beside(self, lead: str, text: str) -> None:
        from zlpg.show.lines import broken, cells

        lines = broken(text, max(self.width - cells(lead), 10))
        self.write(f"\n{' ' * cells(lead)}".join((lead + lines[0], *lines[1:])).rstrip() + "\n")


class Context(click.Context):
    """A context whose help is written so."""

    formatter_class = HelpFormatter
