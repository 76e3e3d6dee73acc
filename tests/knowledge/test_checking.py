"""What is wrong with a file is told with the file, the line and the field, in Chinese and English; all of it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.errors import CatalogueError
from tests.knowledge.households import DANYANG, condition, overlay_file, parameter_file, policy_file, write_catalogue
from tests.knowledge.small_catalogue import GOOD, LIMIT, LOCAL, ONE, TWO, local, one


def with_amount(amount: Any) -> dict[str, Any]:
    return {"text": "b", "amount": amount}


UNKNOWN_FACT = condition(fact="household.dogs", at_most=0)
UNKNOWN_LIMIT = condition(fact="household.cars", at_most={"parameter": "dogs"})
FIRST = "rule.all[0]"
PEOPLE = {"where": [{"fact": "person.age", "above": 1}]}
NATIONAL_ONE = "policies/national/one.yaml"


class Broken(NamedTuple):
    """Files with one mistake: where it is told, on the line that begins with what, of which field, and in which words."""

    files: dict[str, Any]
    file: str
    line: str
    field: str
    chinese: str
    english: str


def in_one(body: Any, line: str, field: str, chinese: str, english: str) -> Broken:
    return Broken({ONE: body}, NATIONAL_ONE, line, field, chinese, english)


def in_local(changes: dict[str, Any], line: str, field: str, chinese: str, english: str) -> Broken:
    return Broken({ONE: one(), LOCAL: local(**changes)}, LOCAL, line, field, chinese, english)


BROKEN: dict[str, Broken] = {
    "no YAML": in_one("id: one\nrule: [unclosed", "rule", "", "不是合法的YAML", "no valid YAML"),
    "a tab": in_one("id: one\n\trule: 1\n", "\trule", "", "不是合法的YAML", "no valid YAML"),
    "a key given twice": in_one("id: one\nname: a\nname: b\n", "name: b", "name", "写了两次", "given twice"),
    "empty": in_one("", "", "", "一组内容", "fields with their names"),
    "a list": in_one("[]", "[]", "", "一组内容", "fields with their names"),
    "an unknown key": in_one(one(colour="red"), "colour", "colour", "没有这个字段", "no such field"),
    "a missing key": in_one({"id": "one"}, "id", "name", "缺少这一项", "must be given"),
    "no rule": in_one(one(rule=None), "rule", "rule", "一组内容", "fields with their names"),
    "a rule of nothing": in_one(one(rule={"all": []}), "  all", "rule.all", "至少要 1", "at least 1"),
    "too few phrases": in_one(one(phrases=["p"]), "phrases", "phrases", "至少要 20", "at least 20"),
    "a list that is text": in_one(one(aliases="alias"), "aliases", "aliases", "一列内容", "expected a list"),
    "text that is a number": in_one(one(name=7), "name", "name", "要加引号", "expected text, found 7"),
    "a word that is none of the choices": in_one(one(about="pet"), "about", "about", "household", "'household' or 'person'"),
    "a day that is none": in_one(
        one(in_force={"from": "2026-02-30"}), "  from", "in_force.from", "日期", "a day such as 2026-07-01, found 2026-02-30"
    ),
    "an end before the beginning": in_one(
        one(in_force={"from": "2026-02-03", "until": "2026-02-01"}), "  until", "in_force.until", "早于起始日", "before the first"
    ),
    "an id of another form": in_one(one(id="ONE"), "id", "id", "写法要符合", "expected the form"),
    "no clause": in_one(
        one({"label": "l", "fact": "household.cars", "at_most": 0}), "  - at_most", f"{FIRST}.clause", "缺少", "must be given"
    ),
    "no verb": in_one(one(condition(fact="household.cars")), "  - clause", FIRST, "只有一个判断", "exactly one verb"),
    "two verbs": in_one(
        one(condition(fact="household.cars", at_most=0, at_least=0)), "  - at_least", FIRST, "只有一个判断", "exactly one verb"
    ),
    "an unknown verb": in_one(
        one(condition(fact="household.cars", resembles=0)), "    resembles", f"{FIRST}.resembles", "没有这个字段", "no such field"
    ),
    "no kind of condition": in_one(one(condition(facts="x")), "  - clause", FIRST, "哪种条件", "no kind of condition"),
    "a limit of no kind": in_one(
        one(condition(fact="household.cars", at_most={"times": 2})),
        "  - at_most",
        f"{FIRST}.at_most",
        "数字",
        "expected a number",
    ),
    "an answer of no kind": in_one(
        one(condition(fact="household.cars", **{"is": []})),
        "    is",
        f"{FIRST}.is",
        "true",
        "expected true, false, a number or text",
    ),
    "an answer the fact never has": in_one(
        one(condition(fact="household.car_for_care", **{"is": "yes"})),
        "    is",
        f"{FIRST}.is",
        "不会是“yes”",
        "never yes; expected one of False, True",
    ),
    "an alternative of one": in_one(one(condition(any=[GOOD])), "  - any", f"{FIRST}.any", "至少要 2", "at least 2"),
    "a count without a bound": in_one(
        one(condition(count_of=PEOPLE)), "  - clause", FIRST, "只有一个", "exactly one of at_least"
    ),
    "a count of nothing known": in_one(
        one(condition(count_of={"where": [{"age": 1}]}, at_least=1)),
        "      - age",
        f"{FIRST}.count_of.where[0]",
        "数人的条件",
        "fact or any",
    ),
    "another name than its id": Broken({TWO: one()}, TWO, "id", "id", "按编号命名", "the id is one, the file two.yaml"),
    "an unknown fact": in_one(
        one(UNKNOWN_FACT), "    fact", f"{FIRST}.fact", "没有“household.dogs”这个事实", "no fact household.dogs"
    ),
    "an unknown fact deep inside": in_one(
        one(condition(**{"not": {"all": [GOOD, UNKNOWN_FACT]}})),
        "        fact: household.dogs",
        f"{FIRST}.not.all[1].fact",
        "没有“household.dogs”",
        "no fact household.dogs",
    ),
    "an unknown fact in a limit": in_one(
        one(condition(fact="household.cars", below={"multiply": ["household.dogs", 2]})),
        "  - below",
        f"{FIRST}.below",
        "household.dogs",
        "no fact household.dogs",
    ),
    "an unknown fact in a count": in_one(
        one(condition(count_of={"where": [{"any": [{"fact": "person.dogs", "above": 1}, PEOPLE["where"][0]]}]}, at_least=1)),
        "          fact: person.dogs",
        f"{FIRST}.count_of.where[0].any[0].fact",
        "person.dogs",
        "no fact person.dogs",
    ),
    "an unknown fact in the benefit": in_one(
        one(benefit=with_amount("household.dogs")), "  amount", "benefit.amount", "household.dogs", "no fact household.dogs"
    ),
    "an unknown parameter": in_one(
        one(UNKNOWN_LIMIT), "  - at_most", f"{FIRST}.at_most", "没有“dogs”这个参数", "no parameter dogs"
    ),
    "an unknown parameter in the benefit": in_one(
        one(benefit=with_amount({"parameter": "dogs"})), "  amount", "benefit.amount", "“dogs”", "no parameter dogs"
    ),
    "an unknown fact in the test of a branch": in_one(
        one(
            benefit=with_amount(
                {"branches": [{"when": [{"any": [PEOPLE["where"][0], {"fact": "person.dogs", "above": 1}]}], "amount": 1}]}
            )
        ),
        "          fact: person.dogs",
        "benefit.amount.branches[0].when[0].any[1].fact",
        "person.dogs",
        "no fact person.dogs",
    ),
    "an unknown parameter in a branch": in_one(
        one(benefit=with_amount({"branches": [{"amount": 1}, {"amount": {"at_most": {"parameter": "dogs"}}}]})),
        "    - amount",
        "benefit.amount.branches[1].amount",
        "“dogs”",
        "no parameter dogs",
    ),
    "an unknown parameter in the words of the benefit": in_one(
        one(benefit={"text": "up to {dogs.number} a month"}),
        "  text",
        "benefit.text",
        "“dogs.number”",
        "no parameter dogs.number",
    ),
    "a branch of nothing known": in_one(
        one(benefit=with_amount({"branches": [{"amount": {"dogs": 1}}]})),
        "    - amount",
        "benefit.amount.branches[0].amount",
        "branches",
        "between",
    ),
    "the verdict of a stranger": in_one(
        one(condition(verdict_of="two")), "    verdict_of", f"{FIRST}.verdict_of", "没有“two”", "no national policy two"
    ),
    "the verdict of a policy about a person": Broken(
        {ONE: one(condition(verdict_of="two")), TWO: policy_file("two", GOOD, about="person")},
        ONE,
        "    verdict_of",
        f"{FIRST}.verdict_of",
        "按个人判定",
        "two is about a person",
    ),
    "its own verdict": in_one(
        one(condition(verdict_of="one")), "    verdict_of", f"{FIRST}.verdict_of", "绕成了圈", "circle: one → one"
    ),
    "verdicts in a circle": Broken(
        {ONE: one(condition(verdict_of="two")), TWO: policy_file("two", condition(verdict_of="one"))},
        ONE,
        "    verdict_of",
        f"{FIRST}.verdict_of",
        "绕成了圈",
        "one → two → one",
    ),
    "verdicts in a circle through a place": Broken(
        {ONE: one(), LOCAL: local(add=[condition(verdict_of="two")]), TWO: policy_file("two", condition(verdict_of="one"))},
        LOCAL,
        "  verdict_of",
        "add[0].verdict_of",
        "绕成了圈",
        "one → two → one",
    ),
    "a relation to a stranger": in_one(
        one(relations=[{"with": "two", "relation": "stacks", "text": "t"}]),
        "  with",
        "relations[0].with",
        "没有“two”",
        "no national policy two",
    ),
    "two conditions of one id": in_one(one(GOOD, GOOD), "    id", f"{FIRST}.id", "“cars”重复", "cars is given to more than one"),
    "an overlay of nothing": Broken({LOCAL: local()}, LOCAL, "overrides", "overrides", "没有“one”", "no national policy one"),
    "an overlay in the wrong folder": Broken(
        {ONE: one(), LOCAL: overlay_file("one", DANYANG)}, LOCAL, "locality", "locality", DANYANG, "folder of 120000"
    ),
    "an overlay of an unknown condition": in_local(
        {"replace": {"dogs": GOOD}}, "  dogs", "replace.dogs", "没有编号为“dogs”", "no condition with the id dogs, only: cars"
    ),
    "an overlay over an unknown fact": in_local(
        {"add": [UNKNOWN_FACT]}, "  fact", "add[0].fact", "household.dogs", "no fact household.dogs"
    ),
    "an overlay over an unknown parameter": in_local(
        {"replace": {"cars": UNKNOWN_LIMIT}}, "    at_most", "replace.cars.at_most", "“dogs”", "no parameter dogs"
    ),
    "an overlay paying an unknown parameter": in_local(
        {"benefit": with_amount({"parameter": "dogs"})}, "  amount", "benefit.amount", "“dogs”", "no parameter dogs"
    ),
    "an overlay under another name": Broken(
        {ONE: one(), "policies/120000/two.yaml": local()},
        "policies/120000/two.yaml",
        "overrides",
        "overrides",
        "按编号命名",
        "is one",
    ),
    "a parameter without value": Broken(
        {LIMIT: parameter_file("limit", open=None)}, LIMIT, "id", "", "没有核到的数值", "no verified value"
    ),
    "a parameter in disorder": Broken(
        {LIMIT: parameter_file("limit", ("2025-01-01", 1), ("2024-01-01", 2))},
        LIMIT,
        "id",
        "",
        "从早到晚",
        "in order of their first day",
    ),
    "a parameter that is no number": Broken(
        {LIMIT: parameter_file("limit", ("2025-01-01", "many"))}, LIMIT, "  value", "values[0].value", "数字", "found many"
    ),
    "a parameter under another name": Broken(
        {LIMIT: parameter_file("other", ("2025-01-01", 1))}, LIMIT, "id", "id", "按编号命名", "the id is other"
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_is_told_with_file_line_and_field_in_both_languages(tmp_path: Path, kind: str) -> None:
    broken = BROKEN[kind]
    folder = write_catalogue(tmp_path, broken.files)
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(folder)
    mistake = refusal.value.mistakes[0]
    file, line = mistake.place.rsplit(":", 1)
    told = (folder / file).read_text("utf-8").splitlines()[int(line) - 1 :][:1] or [""]
    assert (file, mistake.field) == (broken.file, broken.field)
    assert told[0].startswith(broken.line)
    assert broken.chinese in str(mistake) and broken.english in str(mistake)
    assert str(mistake) in str(refusal.value).splitlines()


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {
        ONE: one(UNKNOWN_FACT, UNKNOWN_LIMIT, colour="red", about="pet"),
        TWO: policy_file("two", UNKNOWN_FACT, UNKNOWN_LIMIT, condition(verdict_of="one")),
        LOCAL: local(replace={"dogs": GOOD}),
        LIMIT: parameter_file("limit", ("2025-01-01", "many")),
    }
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(write_catalogue(tmp_path, files))
    told = [(mistake.place.split(":")[0], mistake.field) for mistake in refusal.value.mistakes]
    # What cannot be read is not held against those that point at it.
    assert sorted(told) == sorted(
        [
            (LIMIT, "values[0].value"),
            (ONE, "about"),
            (ONE, "colour"),
            (TWO, f"{FIRST}.fact"),
            (TWO, "rule.all[1].at_most"),
        ]
    )
    assert len(str(refusal.value).splitlines()) == len(told)


DICTIONARY = """
household: {size: {label: l, type: integer, question: q, why: w, effort: 1, sensitivity: ordinary,
  asked_after: {fact: person.x, is: 1}}}
person: {}
lower_bounds: {household.size: [household.dogs]}
signals: [{difficulty: d, when: {fact: household.size, below: household.cats}}]
derived:
  household.a: {label: l, unit: u, from: {add: [household.b, household.size]}}
  household.b: {label: l, unit: u, from: {add: [household.a, 1]}}
"""


def test_a_dictionary_that_points_at_what_does_not_exist_is_refused_by_line(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(write_catalogue(tmp_path, {"facts.yaml": DICTIONARY}))
    assert [(mistake.place, mistake.field) for mistake in refusal.value.mistakes] == [
        ("facts.yaml:3", "household.size.asked_after.fact"),
        ("facts.yaml:5", "lower_bounds.household.size"),
        ("facts.yaml:6", "signals[0].when.below"),
        ("facts.yaml:8", "derived.household.a.from"),
    ]
    assert "household.a → household.b → household.a" in str(refusal.value)


BROKEN_DICTIONARIES = {
    "nothing": ("", ""),
    "no people": ("household: {}", "person"),
    "no YAML": ("household: [", ""),
    "a fact without a question": (
        "{household: {cars: {label: l}}, person: {}, derived: {}, signals: [], lower_bounds: {}}",
        "question",
    ),
}


@pytest.mark.parametrize("kind", BROKEN_DICTIONARIES)
def test_a_broken_dictionary_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    text, told = BROKEN_DICTIONARIES[kind]
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(write_catalogue(tmp_path, {"facts.yaml": text}))
    assert "facts.yaml" in str(refusal.value)
    assert told in str(refusal.value)


@pytest.mark.parametrize("unseen", ["\x85", "\u2028", "\u2029", "\v", "\f"])
def test_a_break_that_nobody_sees_is_refused_with_its_line(tmp_path: Path, unseen: str) -> None:
    folder = write_catalogue(tmp_path, {ONE: one()})
    text = (folder / ONE).read_text("utf-8")
    broken = text.replace("\nname: ", f"\nname: a{unseen}", 1)
    (folder / ONE).write_text(broken, "utf-8")
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(folder)
    (mistake,) = refusal.value.mistakes
    assert mistake.place == f"{ONE}:{text.split(chr(10) + 'name: ')[0].count(chr(10)) + 2}"
    assert f"U+{ord(unseen):04X}" in str(mistake)


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path, {ONE: ""})
    (folder / ONE).write_bytes("名称: 低保".encode("gbk"))
    with pytest.raises(CatalogueError, match=r"national/one\.yaml"):
        load_catalogue(folder)


def test_a_missing_dictionary_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"facts\.yaml"):
        load_catalogue(tmp_path)
