"""Files to compare: what each of them is, told by its content, and what it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import click

from zlpg.cli.language import spoken
from zlpg.cli.units import Units
from zlpg.diagnostics import Diagnostic, Message
from zlpg.engine.readers.results import Result, result_of
from zlpg.load.facts import envelope_of, is_examples_file, is_rule_file
from zlpg.load.files import Text, read_text
from zlpg.load.results import is_result, read_result, result_from
from zlpg.load.rules import rules_in
from zlpg.model.table import Scheme
from zlpg.source import Source, read_yaml


@dataclass(slots=True)
class Input:
    """A file that was read and parsed, and what it is."""

    kind: Literal["rules", "facts", "result"]
    text: Text
    source: Source


class Inputs:
    """The files of one comparison. `units` reads what they are scored under; `files` are those that could be read."""

    def __init__(self, paths: Iterable[str], units: Units) -> None:
        self.units = units
        self.complete = True
        self.files: list[Input] = []
        for path in paths:
            self._read(path)

    def _read(self, path: str) -> None:
        text = read_text(path)
        self.units.report(text.diagnostics)
        if text.value is None:
            self.complete = False
            return
        file, content = text.value.file, text.value.text
        result = read_result(file, content)
        if result is not None:
            self.files.append(Input("result", text.value, result))
            return
        source = read_yaml(file, content)
        if is_examples_file(source.data):
            message = Message("this is an examples file, which has no score to compare")
            self.units.report((Diagnostic("wrong-type", message, place=source.place()),))
            self.complete = False
        elif is_rule_file(source.data):
            self.files.append(Input("rules", text.value, source))
        else:
            self.files.append(Input("result" if is_result(source.data) else "facts", text.value, source))

    @property
    def code(self) -> int:
        """The worst exit code so far."""
        return self.units.code

    @property
    def are_rules(self) -> bool:
        """Whether these are rule files.

        Raises:
            click.UsageError: Some are and some aren't.
        """
        rules = [each.kind == "rules" for each in self.files]
        if any(rules) and not all(rules):
            raise click.UsageError(
                spoken().gettext("a rule file is compared with a rule file, a facts file or a result with one of those")
            )
        return any(rules)

    def schemes(self) -> tuple[Scheme, ...] | None:
        """The schemes of rule files; `None` where one can't be used. All findings are reported."""
        schemes = []
        for each in self.files:
            loaded = rules_in(each.text, each.source)
            self.units.report(loaded.diagnostics)
            if loaded.value is not None:
                schemes.append(loaded.value)
        if not self.complete or len(schemes) < len(self.files):
            return None
        self.units.report(self._other_schemes([each.scheme for each in schemes]))
        return tuple(schemes)

    def results(self, old_rules: str | None, new_rules: str | None) -> tuple[Result, ...] | None:
        """The score of each file; `None` where one can't be used. All findings are reported."""
        named = [old_rules, *[None] * (len(self.files) - 2), new_rules]
        results = [self._result(each, rules) for each, rules in zip(self.files, named, strict=False)]
        usable = tuple(each for each in results if each is not None)
        if not self.complete or len(usable) < len(results):
            return None
        self.units.report((*self._other_schemes([each.scheme for each in usable]), *self._different_rules(usable)))
        return usable

    def _result(self, file: Input, rules: str | None) -> Result | None:
        if file.kind == "result":
            loaded = result_from(file.source)
            self.units.report(loaded.diagnostics)
            return loaded.value
        envelope = envelope_of(file.source, file.text.folder)
        unit = self.units.under(envelope, rules)
        return None if unit is None else result_of(unit.score())

    def _other_schemes(self, schemes: Sequence[str]) -> Iterable[Diagnostic]:
        """Files of another table than the first one: nothing but their ids tells what is the same in both."""
        for file, scheme in zip(self.files, schemes, strict=True):
            if scheme != schemes[0]:
                message = Message(
                    "this is of the scheme “{scheme}”, and {file} of “{other}”: only what happens to have the same id is compared",
                    scheme=scheme,
                    file=self.files[0].text.file,
                    other=schemes[0],
                )
                hint = Message("compare years or units of one scheme")
                place = file.source.place(("scheme",) if file.kind == "rules" else ())
                yield Diagnostic("other-scheme", message, hint, "warning", place=place)

    def _different_rules(self, results: tuple[Result, ...]) -> Iterable[Diagnostic]:
        """Results that were saved under other rules than another score of the comparison was made under."""
        for position, (file, result) in enumerate(zip(self.files, results, strict=True)):
            others = [
                other.text.file
                for place, (other, its) in enumerate(zip(self.files, results, strict=True))
                if its.sha256 != result.sha256 and (other.kind != "result" or place < position)
            ]
            if file.kind == "result" and others:
                message = Message(
                    "made under other rules than {file}: not all of a change is the unit's", file=others[0]
                )
                hint = Message("compare the facts files to see how much of it the rules bring")
                place = file.source.place(("rules", "sha256"))
                yield Diagnostic("different-rules", message, hint, "warning", place=place)
