"""The text check: the numbers that a clause states, held against the numbers of its rule, both ways.

Read in this order: `numbers`, what a text states; `parameters`, what a rule states; `matching`, which of the one is which of the
other. docs/text-check.md says in three tables what comes of it, and a test holds them to be true. It knows no document.
"""
