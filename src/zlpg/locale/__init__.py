"""The message catalogues."""

from os.path import dirname  # pathlib would cost `--help` more than all else here

DOMAIN = "zlpg"
FOLDER = dirname(__file__)  # noqa: PTH120
