"""Rules → expressions → points: what a rule file means, and everything that is read off that.

In the order in which to read it, on the way that item 17 of 2020 goes (0.1 for each report beyond 10, 0.5 for each brief beyond 2,
0.2 for each media post; 2 points at most together):

- `expression`: the nodes. The item is a `Cap` on a `Sum`; what reports bring is a `Product` of an `Excess` and a `Number`.
- `lowering` and `table`: what rules and conditions, items, sections and the total mean, in nodes.
- `program`: a scheme as named steps in order, `reporting` before `bonuses` before `total`. `Program.run(read, known)` works them all
  out with one reader.
- `readers.bounds`: `work_out`, the reader of a score. What is open is an interval; the working of each node is kept, to be explained.
- `readers.together`: the same for a program's steps, where an open fact that is read twice is one thing in both places.
- `score`: runs it on a unit, and makes a `breakdown` of what came out. `readers.live` says which open facts still matter.
- `readers.closures`: the same points from facts that are all known, as fast as it goes.
- `readers.coverage`: what of a rule was taken by what was worked out.
- `readers.pieces` and `readers.same`: what two rules differ by, and whether they mean the same. `readers.boxes` is their arithmetic,
  `readers.program_boxes` what they start from: what the facts and the steps of a program can be, and of what these are multiples.
- `readers.differences`: what one expression can be more than another, where an open fact may be the same in both, or not.
- `readers.adjustments`: what sections, and the total, of a breakdown make of their parts beyond adding them. `readers.results`: its
  lines, as they are saved and compared.

A new reader of expressions is one file with one function over the nodes, as `points_of` in `readers.bounds` and `compiled` in
`readers.closures` are, and a line in the table of tests/test_readers.py, which holds all of them to what bounds say.
"""
