"""`python -m zlpg`."""

from zlpg.cli import main

main()
