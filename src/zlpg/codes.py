"""The codes of findings, each with what there is to say of it in one record.

A code is the stable id of a kind of finding; scripts and waivers rely on it. What is found by a check of a rule file has its record
beside that check (`zlpg.checks`); here are the records of what is found elsewhere, by readers of files and by commands.

>>> code = Code("max-not-sum", waivable=True, documentation="The declared `max` is not the sum of what is under it.")
>>> code.id, code.waivable, code.could_not_run
('max-not-sum', True, False)

`docs/diagnostics.md` is made from the documentation, with what the commands of the example print. It has four parts:

- What is wrong, in a sentence, which begins with “A warning” where its findings have `severity="warning"`; then why it matters.
- An example: a change of the rule file at the top of that document, which all examples are about (```` ```diff ````), or a file
  (```` ```yaml ````).
- The commands that find it (```` ```console ````), without what they print.
- How to mend it: “To mend it: …”.
"""

from collections.abc import Mapping
from types import MappingProxyType

from zlpg.records import record


@record(frozen=True, slots=True)
class Code:
    """A code, with what its findings mean and what they stand in the way of."""

    id: str
    documentation: str
    """What it means, in Markdown: paragraphs may go over several lines, and all of it may be indented."""
    waivable: bool = False
    """Whether a comment in the file can waive it: with such a finding, the file can still be scored."""
    about_a_number: bool = False
    """Whether it is about one number of a line that may have several, so that a waiver names the number."""
    harmless: bool = False
    """Whether the total of a rule file can be worked out in spite of it."""
    needs_everything: bool = False
    """Whether something that was left out of a rule file may lead to it, so that it says nothing about a file read in part."""
    could_not_run: bool = False
    """Whether it is about the world, not about a file's content: no such file, no permission."""


_GENERAL = (
    Code(
        "alias",
        documentation="""
        The file has an anchor (`&name`) or an alias (`*name`). Each value is written out where it belongs, so that a
        reader sees every figure in its own line and no value changes because another one did.

        ```yaml
        rules: rules.yaml
        facts:
          publicity_events: &held 2
          work_reports: *held
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: write the value out in both places and remove the `&` and `*` names.
        """,
    ),
    Code(
        "different-rules",
        documentation="""
        A warning of `zlpg diff`: a saved result was made under other rules than another score that it is compared with.
        A saved result holds the points and not the facts, so nobody can say how much of a change is the unit's and how
        much the rules'. The rules are told apart by the SHA-256 of their files.

        ```yaml
        rules: rules.yaml
        facts: {publicity: 3, product_quality: 90, accident_deaths: 0, work_reports: 14, standards_revised: true, award_results: []}
        ```

        ```diff
        --- rules.yaml
        +++ next.yaml
        -          text: 工作信息超过10篇的，每多一篇加0.1分，封顶2分；参与标准制修订的加1分。以上各项累计加分封顶2.5分。
        +          text: 工作信息超过10篇的，每多一篇加0.2分，封顶2分；参与标准制修订的加1分。以上各项累计加分封顶2.5分。
        @@
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, over: 10, rate: 0.2, cap: 2}
        ```

        ```console
        $ zlpg score facts.yaml --format json -o saved.json
        $ zlpg diff saved.json facts.yaml --new-rules next.yaml --only changed
        ```

        To mend it: compare the facts files in place of the results; each change is then split into what the rules bring
        and what the unit does.
        """,
    ),
    Code(
        "duplicate-applicant",
        documentation="""
        The same applicant is listed twice under one fact. The document counts each applicant once, at its final result;
        a second entry would earn points for an earlier stage of the same application. Names are compared by what a
        reader sees: spaces, characters that show nothing, full and half width, and letters and signs that are drawn
        alike make no difference, and the message shows in which characters two such names differ. Capitals do make one.

        ```yaml
        rules: rules.yaml
        facts:
          award_results:
            - {name: 甲精密机械公司, level: applied}
            - {name: 甲精密机械公司, level: gold}
            - {name: 甲精密机械 公司, level: gold}
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: keep the entry with the applicant's final result; if they are two applicants, give them different
        names.
        """,
    ),
    Code(
        "duplicate-case",
        documentation="""
        Two cases of an examples file have the same name, or two rows of a table the same facts. Cases are told apart by
        their names: where one fails, its name says which. A row is named by its table and by the facts that it reports.

        ```yaml
        # rules.examples.yaml
        cases:
          - name: 信息超过10篇
            facts: {work_reports: 12, standards_revised: false}
            points: {reporting: 0.2}
          - name: 信息超过10篇
            facts: {work_reports: 40, standards_revised: false}
            points: {reporting: 2}
        ```

        ```console
        $ zlpg validate rules.examples.yaml
        ```

        To mend it: name each case after what it shows, or remove the one that is there twice.
        """,
    ),
    Code(
        "duplicate-column",
        documentation="""
        A column of a table of an examples file is there twice, or it is one of the `facts` that all rows share. A row
        would then say two things of one fact.

        ```yaml
        # rules.examples.yaml
        tables:
          - name: 信息报送
            facts: {standards_revised: false}
            columns: [work_reports, standards_revised, reporting.points]
            rows: [[12, false, 0.2], [40, true, 2.5]]
        ```

        ```console
        $ zlpg validate rules.examples.yaml
        ```

        To mend it: keep the column where rows differ in the fact, and the shared fact where they don't.
        """,
    ),
    Code(
        "duplicate-id",
        documentation="""
        Two sections or items have the same id, or one is called `total`; a measure has the id of a fact; or two grades
        have the same id. An id names one thing, because items are looked up and years are compared by it, and because a
        rule could not tell which of two is meant.

        ```diff
        -        - id: product_quality
        +        - id: publicity
                   number: 2
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: give each of them an id of its own. Only a fact may be called like the item that reads it.
        """,
    ),
    Code(
        "duplicate-key",
        documentation="""
        A mapping has the same key twice. Only one of the two values could count, and the file does not say which.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: 12
          publicity_events: 3
          work_reports: 15
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: remove the line that is wrong.
        """,
    ),
    Code(
        "empty-file",
        documentation="""
        The file has nothing in it, or only comments.

        ```yaml
        # 浦江镇 2020
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: fill it in; `zlpg init` writes a facts file to start from.
        """,
    ),
    Code(
        "empty-range",
        documentation="""
        A range does not go from a lower number to a higher one. No value, or only a single one, would fit into it.

        It is the `range` of a fact or a measure; what lies between a `floor` and a `cap`, where the floor is not below
        the cap; or what lies between `over` and `full` of a `proportional` rule, where both are the same number. In an
        examples file it is a `[lowest, highest]` that goes downwards, and in a saved result that `zlpg diff` reads a
        `lowest` above the `highest`.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [100, 0]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write the lowest number first and the highest second; of a floor, a cap or a bound, correct the one
        that differs from the document.
        """,
    ),
    Code(
        "empty-value",
        documentation="""
        A text, list or mapping of the rule file that must hold something is empty. Titles, labels and clauses are what
        a reader is shown, and an empty table or an empty list of parts gives no points to anyone. In a facts file, it
        is a `rules` of `""`, which names no file, or a list of numbers with none in it; in an examples file, a case
        with an empty name, without points under `points` or without a grade under `grade`, or no case at all.

        ```diff
                 - id: awards
                   number: 5
        -          title: 质量奖
        +          title: ""
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: fill it in.
        """,
    ),
    Code(
        "file-exists",
        could_not_run=True,
        documentation="""
        `zlpg init` was asked to write to a file that is already there. It does not overwrite one, because facts may be
        filled in already.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: 12
        ```

        ```console
        $ zlpg init --rules rules.yaml -o facts.yaml
        ```

        To mend it: choose another name, or remove the file first.
        """,
    ),
    Code(
        "invalid-id",
        documentation="""
        An id is not made of lower-case English letters and digits in words joined by underscores, with a letter first.
        Ids stay the same across years and are typed on the command line, so they have one plain form.

        ```diff
        -        - id: product_quality
        +        - id: Product-Quality
                   number: 2
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: rename it, for example `product_quality`; what people call it goes into `title`, `name` or `label`.
        """,
    ),
    Code(
        "invalid-waiver",
        documentation="""
        A comment that begins with `# zlpg:` is not a waiver: it has another form, gives no reason, names a code that
        does not exist or can't be waived, or doesn't say of which number `unused-number`, `unstated-number` or
        `wrong-side` is waived. It waives nothing, because a finding must not vanish by mistake or without a reason that
        others can check.

        ```diff
        -      text: 质量工作（满分9分）
        -      max: 9
        +      text: 质量工作（满分10分）
        +      max: 10  # zlpg: allow[max-not-sum]
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write `# zlpg: allow[code] reason` with a code from the list under “Waivers” (and the number, as in
        `allow[unused-number: 45]`), or mend the finding itself.
        """,
    ),
    Code(
        "minimum-not-met",
        waivable=True,
        documentation="""
        A warning: an item has full marks although a count that its requirement asks for was not reached. The document
        gives no points for the count itself, so the score stands, but the assessor should look again.

        ```yaml
        rules: rules.yaml
        facts:
          publicity: 4
          publicity_events: 1
        ```

        ```console
        $ zlpg score facts.yaml -o score.txt
        ```

        To mend it: check the points of the item and the count; if both are right, leave them.
        """,
    ),
    Code(
        "missing-key",
        documentation="""
        A key that has to be there is not. The place is that of the mapping where it belongs.

        ```diff
        -  work_reports: {type: count, label: 工作信息, unit: 篇}
        +  work_reports: {type: count, unit: 篇}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: add the key.
        """,
    ),
    Code(
        "no-examples",
        could_not_run=True,
        documentation="""
        `zlpg test` was to run examples and found no examples file: none beside the rule file that was named, none in
        the folder, or none of that name. The examples of `2020.yaml` stand in `2020.examples.yaml` beside it.

        ```console
        $ zlpg test rules.yaml
        ```

        To mend it: correct the name or the folder, or write an examples file, with the key `cases`, beside the rule
        file.
        """,
    ),
    Code(
        "no-rule-file",
        could_not_run=True,
        documentation="""
        There is no rule file for the year of the facts file, or not the one that its key `rules` names. Of an examples
        file, it is the rule file beside it that is missing: `2020.yaml` beside `2020.examples.yaml`.

        For a year, it is looked for as `rules/YEAR.yaml` beside the facts file, then in every folder above it, then
        among the rule files that come with the program. One that belongs to another user is passed over
        (`other-owner`). The hint lists all these places; they are left out here.

        ```yaml
        year: 1999
        facts:
          work_reports: 12
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        A file named under `rules` is looked for from the folder of the facts file, and nowhere else.

        ```yaml
        rules: tables/2020.yaml
        facts:
          work_reports: 12
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: correct the year or the path, put the rule file into one of the places, or name it with `--rules` or
        with the key `rules` in the facts file; for an examples file, put it beside the rule file.
        """,
    ),
    Code(
        "no-such-file",
        could_not_run=True,
        documentation="""
        A file that was named does not exist. It may be a facts file, a rule file named with `--rules`, or the rule file
        of the examples that `zlpg test` was to run; one that a facts file names under `rules` is `no-rule-file`. It is
        also a folder without YAML files that `zlpg validate` was to check.

        ```console
        $ zlpg score pujiang.yaml
        ```

        To mend it: correct the name.
        """,
    ),
    Code(
        "not-a-file",
        could_not_run=True,
        documentation="""
        A folder was named where a file is expected.

        ```console
        $ mkdir towns
        $ zlpg score towns
        ```

        To mend it: name the files in it, such as `towns/*.yaml`; only `zlpg validate` and `zlpg test` take a folder, in
        which or below which the files are.
        """,
    ),
    Code(
        "not-applicable",
        documentation="""
        A fact is reported as not applicable (`不适用`, `n/a`, `not_applicable`), and the rule file does not say what then
        happens to the points of an item that reads it. Documents differ: what is not applicable has full marks, or
        none, or drops out, and the rest is scaled up. To take it as one of these would be a guess.

        The rule file says it with `not_applicable` at the item, at a section around it or at the total: `full_marks`,
        `zero` or `renormalise`. Every item that reads the fact needs it. A fact that no rule of an item reads is always
        applicable, and so is the choice that a maximum depends on.

        ```yaml
        rules: rules.yaml
        facts:
          product_quality: 不适用
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: declare `not_applicable` in the rule file, if the document says what it means; otherwise report a
        value, or leave it empty: an open fact is shown as open and is never taken as zero.
        """,
    ),
    Code(
        "not-text",
        documentation=r"""
        The file is not text, or its text is damaged: bytes that are no character of its encoding, or a character that
        no text has. A control character, and one that turns the direction of writing, would hide what is read; a line
        separator like U+2028 ends a line for some programs only, so that what looks like a comment could count as a
        value. In double quotes they can be written as escapes: "\u2028".

        Here a NUL character stands behind a value, and then the last byte of a name is lost:

        ```console
        $ printf 'rules: rules.yaml\nfacts:\n  work_reports: 12\0\n' > facts.yaml
        $ zlpg validate facts.yaml
        $ printf 'rules: rules.yaml\nunit: 浦江镇' | head -c -1 > cut.yaml
        $ zlpg validate cut.yaml
        ```

        A workbook, a document, a picture and the like are told by their content, whatever their names end in:

        ```console
        $ printf '%%PDF-1.7\n' > report.yaml
        $ zlpg validate report.yaml
        ```

        To mend it: write the content into a plain text file, type the damaged word anew, or delete the character.
        """,
    ),
    Code(
        "not-utf-8",
        documentation="""
        A warning: the file is not UTF-8 and was read as GB18030, which older Chinese Windows programs save, or as
        UTF-16 or UTF-32, which some editors call “Unicode”. It is used, but check the names: text in a third encoding
        can look like GB18030, and so can a single damaged hanzi where there is no other in the file. In turn, a single
        hanzi of GB18030 can happen to be valid UTF-8, which is read without a warning, and a few Greek or Russian
        letters in UTF-8 to be hanzi. UTF-8 with a byte order mark is never taken for anything else.

        Here a facts file is saved as older programs do, and as “Unicode”:

        ```yaml
        rules: rules.yaml
        facts:
          award_results:
            - {name: 甲精密机械公司, level: gold}
        ```

        ```console
        $ iconv -f UTF-8 -t GB18030 facts.yaml > saved.yaml
        $ zlpg validate saved.yaml
        $ iconv -f UTF-8 -t UTF-16 facts.yaml > unicode.yaml
        $ zlpg validate unicode.yaml
        ```

        To mend it: save the file as UTF-8.
        """,
    ),
    Code(
        "not-written",
        documentation="""
        The output file of `-o` was not written, because no facts file could be used; where some of several could, the
        others have a row with their error. A comparison needs all of its files. A result is written whole or not at
        all, so a file from an earlier run stays as it was.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: -1
        ```

        ```console
        $ zlpg score facts.yaml -o score.txt
        ```

        To mend it: mend the errors above it and run the command again.
        """,
    ),
    Code(
        "nothing-to-divide-by",
        documentation="""
        The facts leave less than nothing to divide a share by, because more is taken away than there is. Of nothing to
        divide by, the rule file says with `if_none` what the share then is; of less than nothing, nobody could.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  products_tested: {type: number, step: 1, range: [0, null], label: 抽查产品, unit: 批}
        +  products_exempt: {type: number, step: 1, range: [0, null], label: 免检产品, unit: 批}
        +  products_passed: {type: count, label: 抽查合格产品, unit: 批}
        @@
        -total:
        +measures:
        +  pass_rate:
        +    share: products_passed
        +    of: {difference: [products_tested, products_exempt]}
        +    times: 100
        +    range: [0, 100]
        +    if_none: not_applicable
        +    label: 抽查合格率
        +    unit: "%"
        +
        +total:
        @@
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 抽查合格率100%的得5分，其余按比例折算；没有抽查的，得满分。
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          not_applicable: full_marks
        +          rule: {proportional: pass_rate, full: 100, points: 5}
        ```

        ```yaml
        rules: rules.yaml
        facts:
          products_tested: 3
          products_exempt: 5
          products_passed: 0
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: correct the number that is wrong; where what is taken away may be more, hold what is divided by in
        the rule file with `floor: 0`.
        """,
    ),
    Code(
        "nothing-expected",
        documentation="""
        No column of a table of an examples file says what its rows should come to: none of points, such as
        `total.points`, and neither `grade` nor `warnings`. Whatever the rule file says, such rows would pass.

        ```yaml
        # rules.examples.yaml
        tables:
          - name: 信息报送
            columns: [work_reports, reporting]
            rows: [[12, 0.2], [40, 2]]
        ```

        ```console
        $ zlpg validate rules.examples.yaml
        ```

        To mend it: add a column, or write the points of a part as such: `reporting.points`.
        """,
    ),
    Code(
        "number-too-long",
        documentation="""
        A number has more than 20 characters. Points are worked out exactly, and no figure of an assessment needs as
        many digits. It may be a rounding error that a spreadsheet wrote out. In a saved result that `zlpg diff` reads,
        points may have any number of digits, a year and a number in the document no more than that.

        ```yaml
        rules: rules.yaml
        facts:
          product_quality: 87.499999999999999999999
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: write the number as the document has it.
        """,
    ),
    Code(
        "open-fact",
        documentation="""
        With `--complete`, a fact that bears on points is not reported. Without the option it is no finding: the score
        then shows the range of points that is still possible.

        A fact that full marks rest on, because the requirement of their item asks for a minimum of it, bears on no
        points. That it is not reported is a warning all the same, and with `--complete` an error, too.

        ```yaml
        rules: rules.yaml
        facts:
          publicity: 3
          publicity_events: 2
          product_quality: 92
          accident_deaths: 0
          work_reports:
          standards_revised: true
          award_results: []
        ```

        ```console
        $ zlpg score facts.yaml --complete -o score.txt
        ```

        To mend it: report the fact, or leave out `--complete` while the year is not over.
        """,
    ),
    Code(
        "other-owner",
        documentation="""
        A warning: a rule file that goes with the year was found in a folder `rules/`, but the file, the folder or a
        link to them belongs to another user, so it was passed over. Nobody named it, and whoever may write to a folder
        above the facts file could otherwise decide what units are scored under.

        The search goes on in the folders above; the last line of the result says which rule file it was made under.
        What belongs to the administrator (root) is taken.

        ```yaml
        year: 2020
        facts:
          work_reports: 12
        ```

        ```console
        $ mkdir rules
        $ cp rules.yaml rules/2020.yaml
        $ chown 4321 rules/2020.yaml
        $ zlpg score facts.yaml -o score.txt
        ```

        To mend it: if it is the right one, name it with `--rules`, or under `rules` in the facts file; if it is not,
        ask whoever it belongs to.
        """,
    ),
    Code(
        "other-scheme",
        documentation="""
        A warning of `zlpg diff`: two of the files are of different schemes, two tables that have nothing to do with each
        other. Their ids are all that could tell what is the same in both, and where they agree, that means nothing.

        ```diff
        --- rules.yaml
        +++ other.yaml
        -scheme: town_quality
        +scheme: town_safety
        ```

        ```console
        $ zlpg diff rules.yaml other.yaml
        ```

        To mend it: name files of one scheme. A scheme that was called something else before takes its former id again:
        nothing else but its ids say that it is the same one.
        """,
    ),
    Code(
        "out-of-range",
        documentation="""
        A number is outside of what it can be: of a fact, outside its `range`; of a measure,
        outside its `range`, because its facts do not go together; in a rule file, a figure that must be positive, or
        within other limits, is not.

        Of `numbers`, each is held to the `range`. What a measure comes to is told at the fact that is divided,
        and the hint says by what. In a saved result that `zlpg diff` reads, it is points that are not the `lowest` and
        the `highest` where these are the same.

        ```yaml
        rules: rules.yaml
        facts:
          product_quality: 101
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: correct the number, or of a measure one of its facts, or the range where the document allows it.
        """,
    ),
    Code(
        "off-step",
        documentation="""
        A number lies between those that there can be. Of a fact with a `step`, each number is a multiple of it, from 0:
        of places and ages whole numbers, of temperatures tenths. In a rule file, it is an end of the fact's `range`, or
        a threshold of a rule or a condition that it is held to, which would be as good as another one.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  product_quality: {type: number, step: 1, label: 产品质量考核结果, unit: 分, range: [0, 100.5]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the number, or the `step` where the document allows it.
        """,
    ),
    Code(
        "partly-applicable",
        documentation="""
        A fact is reported as not applicable, and another fact of the same item has a value. An item applies to a unit
        or it does not; nobody could say what a part of its rule is worth. A fact without a value goes with the one that
        is not applicable, and so do other items that read these facts.

        ```diff
                 - id: reporting
                   number: 4
        +          not_applicable: zero
        ```

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: 12
          standards_revised: 不适用
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: report all facts of the item as not applicable, or give the value that each of them has: nothing of
        the kind is 0 or `false`. If the document leaves out a part of the item, make an item of its own of it.
        """,
    ),
    Code(
        "several-documents",
        documentation="""
        The file has a second YAML document, after a line `---`. A file is about one unit, or is one rule file; the rest
        would be passed over.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: 12
        ---
        rules: rules.yaml
        facts:
          work_reports: 15
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: write each document into a file of its own, or remove the line `---`.
        """,
    ),
    Code(
        "tag",
        documentation="""
        A value has a YAML tag such as `!!str`. The rule file says what type each value has; a tag could only contradict
        it.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: !!int 12
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: remove the tag; put text that looks like a number in quotes.
        """,
    ),
    Code(
        "too-deep",
        documentation="""
        Lists and mappings are nested more than 40 deep. Neither kind of file needs as many levels.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[12]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: remove the brackets or the indentation that is too much.
        """,
    ),
    Code(
        "too-large",
        documentation="""
        The file is larger than 8 MB, or it has more than 500,000 keys and values, and was not read to its end. A rule
        file or facts file has a few kilobytes, so probably another file was named.

        ```console
        $ head -c 17000000 /dev/zero > facts.yaml
        $ zlpg validate facts.yaml
        ```

        To mend it: name the right file.
        """,
    ),
    Code(
        "too-many-findings",
        documentation=r"""
        One look at a file found more than 200 things. The first 200 are told; nobody reads more, and most of them
        usually follow from one cause, such as a wrong rule file or a file of another kind.

        Here 201 facts are reported that the rule file does not have, and the first lines of what is printed are shown:

        ```yaml
        rules: rules.yaml
        facts:
        ```

        ```console
        $ printf '  fact_%s: 1\n' $(seq 201) >> facts.yaml
        $ zlpg validate facts.yaml 2>&1 | head -n 5
        ```

        To mend it: look for what the findings have in common, mend that, and run again.
        """,
    ),
    Code(
        "unknown-fact",
        documentation="""
        A facts file reports a fact, or a rule, a condition, a measure or a requirement reads one, that the rule file
        does not declare. A misspelt fact would otherwise be left out of the score without a word. In an examples file,
        it is a fact of a case, or one under `warnings` for which no requirement has a minimum.

        ```yaml
        rules: rules.yaml
        facts:
          publicity_event: 2
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: correct the name, or declare the fact under `facts` of the rule file.
        """,
    ),
    Code(
        "unknown-grade",
        documentation="""
        A veto names a grade, or a case of an examples file expects one, that `grades` of the total does not declare. A
        veto with such a grade would settle nothing.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +  text: 6分以上为合格，不足6分为不合格。死亡3人以上的，评为不合格。
        +  vetoes:
        +    - {veto: {at_least: {accident_deaths: 3}}, title: 死亡3人以上, grade: fail}
        +  grades:
        +    - {id: passed, title: 合格, at_least: 6}
        +    - {id: failed, title: 不合格}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: use the id of a declared grade, or declare the grade.
        """,
    ),
    Code(
        "unknown-item",
        documentation="""
        A case of an examples file expects points for an item or section that the rule file does not have. A misspelt id
        would otherwise go unchecked without a word. In a saved result that `zlpg diff` reads, it is an item or a
        section in a section that is not there, or not before it.

        ```yaml
        # rules.examples.yaml
        cases:
          - name: 信息超过10篇
            facts: {work_reports: 12, standards_revised: false}
            points: {report: 0.2}
        ```

        ```console
        $ zlpg validate rules.examples.yaml
        ```

        To mend it: use the id of an item or a section, or `total`.
        """,
    ),
    Code(
        "unknown-key",
        documentation="""
        A mapping has a key that does not belong there. It would be passed over, so a misspelt `cap` or `evidence` would
        be lost without a word.

        ```diff
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, above: 10, rate: 0.1, cap: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the key, or remove it.
        """,
    ),
    Code(
        "unknown-kind",
        documentation="""
        A rule has none of the keys that say what kind it is of, or a fact has a `type` that does not exist. The kinds
        of rule are `proportional`, `count`, `once`, `table`, `each`, `sum`, `product`, `highest`,
        `lowest` and `average`; the types of fact are `number`, `count`, `yes_no`, `results`, `choice` and `numbers`.

        ```diff
        -          rule: judged
        +          rule: {judged: publicity}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: use one of these.
        """,
    ),
    Code(
        "unknown-level",
        documentation="""
        A result names a level, or a table has a row for one, that the fact does not have. Points go by level,
        so such a result could not be scored.

        ```yaml
        rules: rules.yaml
        facts:
          award_results:
            - {name: 甲精密机械公司, level: 金奖}
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: use one of the levels that the fact declares, by its id.
        """,
    ),
    Code(
        "unknown-option",
        documentation="""
        A choice is reported as an option that its fact does not have, or a table, a `max` that depends on a
        choice or a condition names such an option. Points go by option, so such a choice could not be scored.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  quality_class: {type: choice, label: 产品质量考核等次, options: {a: A级, b: B级, c: C级}}
        @@
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 考核等次为A级的得5分，B级的得3分，C级不得分。
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          rule: {table: quality_class, is: {a: 5, b: 3, c: 0}}
        ```

        ```yaml
        rules: rules.yaml
        facts:
          quality_class: B级
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: use one of the options that the fact declares, by its id.
        """,
    ),
    Code(
        "unreadable",
        could_not_run=True,
        documentation="""
        The file is there but can't be read: permission is missing, or the system or the disk reported an error. The
        message gives the reason.

        Here the file is a link that leads back to itself; a missing permission is told likewise.

        ```console
        $ ln -s facts.yaml facts.yaml
        $ zlpg score facts.yaml
        ```

        To mend it: ask for permission to read it, or copy it to a place of your own.
        """,
    ),
    Code(
        "unused-waiver",
        documentation="""
        A warning: a waiver names a code that its line has no finding of. The finding was mended or has moved, and a
        waiver that stays behind would hide the next one.

        ```diff
        -      max: 9
        +      max: 9  # zlpg: allow[max-not-sum] 待区里答复
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: remove the comment or the code, or move the comment to the line of the finding.
        """,
    ),
    Code(
        "unwritable",
        could_not_run=True,
        documentation="""
        The output file can't be written: its folder does not exist, permission is missing, or the disk is full. What
        stood in the file before is left as it was.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: 12
        ```

        ```console
        $ zlpg score facts.yaml -o results/score.txt
        ```

        To mend it: name a file in a folder that exists and that you may write to.
        """,
    ),
    Code(
        "wrong-length",
        documentation="""
        The `range` of a fact or a measure does not hold exactly two numbers. The lowest and the highest are what full
        marks are checked against, and what the possible total is worked out from while the fact is open. Or a `period`
        does not hold exactly two days; or a `difference` has a single part, from which nothing is taken; or a row of a
        table of an examples file has not as many values as the table has `columns`, so that nobody knows which of them
        is what.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [100]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write the lowest and the highest number, or the first day and the last; of a difference, what is
        taken away; in a row, one value for each column, `null` for a fact that is not reported.
        """,
    ),
    Code(
        "wrong-type",
        documentation="""
        A value is of another type than the one that belongs there: text in place of a number, a number in place of
        `true` or `false`, a single value in place of a list, such as a mean in place of the numbers themselves, or a
        whole rule file in place of a facts file. In a rule file, it is also a word that is none of those that a key
        allows, such as the `mode` of a `round`. Nothing is converted, because a guess could change points.

        ```yaml
        rules: rules.yaml
        facts:
          product_quality: ９２
          work_reports: 012
          standards_revised: 是
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: write the value as the message and the hint say.
        """,
    ),
    Code(
        "wrong-year",
        waivable=True,
        documentation="""
        A rule file is named by a year, as `rules/2021.yaml` is, and its `year` is another one. Facts files pick their
        rule file by its name, so units would be scored under the rules of another year.

        The base file, saved as `2021.yaml`:

        ```console
        $ cp rules.yaml 2021.yaml
        $ zlpg validate 2021.yaml
        ```

        To mend it: correct the `year`, or the name of the file.
        """,
    ),
    Code(
        "yaml-syntax",
        documentation="""
        The file is not valid YAML, or a key in it holds what no key has. Frequent causes are a full-width colon, a
        missing space after a colon, indentation that is uneven or made of full-width spaces, and a bracket that is not
        closed. A saved result that `zlpg diff` reads is JSON, and is told where it isn't.

        ```yaml
        rules: rules.yaml
        facts:
          work_reports：12
          publicity_events: 3
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        Here the indentation of one line is a full-width space, which is no indentation:

        ```yaml
        rules: rules.yaml
        facts:
          work_reports: 12
        　publicity_events: 3
          product_quality: 90
        ```

        ```console
        $ zlpg validate facts.yaml
        ```

        To mend it: correct the line shown, or the line before it.
        """,
    ),
)

GENERAL: Mapping[str, Code] = MappingProxyType({code.id: code for code in _GENERAL})
"""The codes that no check of a rule file has for itself, by their ids; `zlpg.checks.CODES` has all."""

COULD_NOT_RUN = frozenset(code.id for code in _GENERAL if code.could_not_run)
"""The codes of findings that are about the world; a run with one of them could not do what was asked."""
