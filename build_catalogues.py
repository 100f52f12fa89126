"""Compiles the message catalogues when a wheel or an editable install is built, so that no binary is kept in git."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is hatchling's own
    """Writes each `zlpg.mo` beside its `zlpg.po` and adds it to what is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # the hook's signature
        """Runs before files are collected."""
        for source in Path(self.root, "src/zlpg/locale").glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as po, compiled.open("wb") as mo:
                write_mo(mo, read_po(po))
            build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())
