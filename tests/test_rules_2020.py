"""rules/2020.yaml is the document of 2020."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import zlpg
from zlpg.model.table import Item, Section
from zlpg.model.walks import walk_items, walk_sections

DOCUMENT = (Path(__file__).parent / "documents" / "2020-pujiang.txt").read_text(encoding="utf-8")
CELLS = [cell.strip() for cell in DOCUMENT.splitlines() if cell.strip()]


def items_of(scheme: zlpg.Scheme) -> list[Item]:
    return [item for _, _, item in walk_items(scheme)]


def clause_in_document(item: Item) -> str:
    return item.text if item.number is None else f"{item.number}、{item.text}"


def test_every_clause_and_requirement_stands_in_the_document_word_for_word(scheme: zlpg.Scheme) -> None:
    for item in items_of(scheme):
        assert clause_in_document(item) in CELLS
        if item.requirement is not None:
            assert item.requirement.text in CELLS


def test_every_numbered_clause_of_the_document_is_an_item_in_the_same_order(scheme: zlpg.Scheme) -> None:
    numbered = [cell for cell in CELLS if re.match(r"\d+、", cell)]
    assert [clause_in_document(item) for item in items_of(scheme) if item.number is not None] == numbered
    assert len(numbered) == 18


def test_each_item_has_the_maximum_and_the_offices_that_stand_beside_its_clause(scheme: zlpg.Scheme) -> None:
    for item in items_of(scheme):
        if item.number is None:
            continue
        beside = CELLS[CELLS.index(clause_in_document(item)) + 1 :]
        if item.max is not None:
            assert f"{item.max}分" == beside[0]
        offices = beside[2] if item.max is not None else beside[0]
        named = {scheme.offices[office].name for office in item.responsible}
        assert named == set(re.split("、|及", offices.replace("经发办及", "经发办、")))


def test_the_sections_are_those_of_the_document_with_their_numbers(scheme: zlpg.Scheme) -> None:
    numbered = [(str(section.number), section.title) for _, section in walk_sections(scheme) if section.number]
    assert [number for number, _ in numbered] == list("一二三四五六")
    for number, title in numbered:
        assert CELLS[CELLS.index(number) + 1] == title


@pytest.mark.parametrize(("section", "text"), [("work", "工作得分（满分90分）"), ("leaders", "区领导评价（满分10分）")])
def test_a_declared_maximum_of_a_section_is_the_one_of_its_text(scheme: zlpg.Scheme, section: str, text: str) -> None:
    found: Section = next(each for _, each in walk_sections(scheme) if each.id == section)
    assert found.text == text
    assert text in CELLS
    assert found.max == Decimal(re.findall(r"\d+", text)[0])


def test_every_item_whose_text_left_a_choice_says_how_it_was_read(scheme: zlpg.Scheme) -> None:
    assert [item.id for item in items_of(scheme) if not item.note] == ["commendations"]
    assert scheme.total.note


@pytest.mark.parametrize(
    ("item", "minimums"),
    [
        ("annual_meeting", {"leading_group_meetings": 1}),
        ("publicity", {"publicity_events": 2}),
        ("quality_education", {"school_activities": 1, "community_activities": 1}),
        ("work_reporting", {"work_reports": 10, "special_reports": 2}),
    ],
)
def test_minimum_counts_are_those_that_the_requirements_state(
    scheme: zlpg.Scheme, item: str, minimums: dict[str, int]
) -> None:
    (requirement,) = (each.requirement for each in items_of(scheme) if each.id == item)
    assert requirement is not None
    assert requirement.at_least == minimums
