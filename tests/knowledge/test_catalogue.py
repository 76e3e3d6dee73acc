"""Loading: what is wrong with a file is said at once, with the name of the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.conditions import walk
from knowledge.criteria import Stated
from knowledge.errors import CatalogueError, UnknownPolicyError
from knowledge.policy import FactCondition
from tests.knowledge.households import (
    DANYANG,
    DAY,
    HEPING,
    TIANJIN,
    condition,
    overlay_file,
    parameter_file,
    policy_file,
    write_catalogue,
)

GOOD = condition(id="cars", fact="household.cars", at_most=0)
ONE, TWO = "policies/national/one.yaml", "policies/national/two.yaml"
LOCAL = "policies/120000/one.yaml"
LIMIT = "parameters/national/limit.yaml"


def one(*conditions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return policy_file("one", *(conditions or (GOOD,)), **changes)


def local(**changes: Any) -> dict[str, Any]:
    return overlay_file("one", TIANJIN, **changes)


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
household: {size: {label: l, type: integer, question: q, why: w, effort: 1, sensitivity: ordinary, asked_after: {fact: person.x, is: 1}}}
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
        ("facts.yaml:2", "household.size.asked_after.fact"),
        ("facts.yaml:4", "lower_bounds.household.size"),
        ("facts.yaml:5", "signals[0].when.below"),
        ("facts.yaml:7", "derived.household.a.from"),
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


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path, {ONE: ""})
    (folder / ONE).write_bytes("名称: 低保".encode("gbk"))
    with pytest.raises(CatalogueError, match=r"national/one\.yaml"):
        load_catalogue(folder)


def test_a_missing_dictionary_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"facts\.yaml"):
        load_catalogue(tmp_path)


def test_a_good_folder_loads(tmp_path: Path) -> None:
    files = {ONE: one(), LOCAL: local(replace={"cars": GOOD}), LIMIT: parameter_file("limit", ("2025-01-01", 1))}
    catalogue = load_catalogue(write_catalogue(tmp_path, files))
    assert list(catalogue.policies) == ["one"]
    assert list(catalogue.overlays[TIANJIN]) == ["one"]
    assert catalogue.parameters.ids == {"limit"}


def test_another_text_is_another_version(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, who in ((first, "one"), (second, "another")):
        folder.mkdir()
        write_catalogue(folder, {ONE: one(who=who)})
    assert load_catalogue(first).version != load_catalogue(second).version


def test_an_overlay_adds_to_the_texts_and_replaces_what_it_names(tmp_path: Path) -> None:
    changes: dict[str, Any] = {
        "replace": {"cars": condition(id="cars", fact="household.cars", at_most=2)},
        "add": [condition(id="homes", fact="household.homes", at_most=1)],
        "benefit": {"text": "the local benefit"},
        "passages": [{"ref": "local", "text": "a passage of the place", "quoted": False}],
    }
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(), LOCAL: local(**changes)}))
    policy = catalogue.policy("one", "120101", DAY)
    assert [getattr(part, "id", None) for part in policy.rule.all] == ["cars", "homes"]
    assert isinstance(policy.rule.all[0], FactCondition) and policy.rule.all[0].at_most == 2
    assert (policy.benefit.text, policy.apply.where) == ("the local benefit", "w")
    assert [passage.ref for passage in policy.passages] == ["r", "local"]
    assert catalogue.policy("one", DANYANG, DAY) == catalogue.policies["one"]


def test_an_overlay_of_the_county_goes_over_that_of_the_province(tmp_path: Path) -> None:
    files: dict[str, Any] = {ONE: one()}
    for place in ("320000", "321181"):
        files[f"policies/{place}/one.yaml"] = overlay_file("one", place, benefit={"text": place})
    catalogue = load_catalogue(write_catalogue(tmp_path, files))
    assert [catalogue.policy("one", place, DAY).benefit.text for place in ("321181", "321102", "110101")] == [
        "321181",
        "320000",
        "b",
    ]


def test_an_overlay_counts_only_on_its_days(tmp_path: Path) -> None:
    ended = local(benefit={"text": "local"}, in_force={"from": "2024-01-01", "until": "2024-12-31"})
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(), LOCAL: ended}))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [catalogue.policy("one", TIANJIN, day).benefit.text for day in days] == ["b", "local", "local", "b"]


def test_a_policy_that_is_unknown_or_over_is_said_to_be_unknown(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(in_force={"from": "2020-01-01", "until": "2020-12-31"})}))
    for name, day in (("two", date(2020, 6, 1)), ("one", date(2021, 1, 1)), ("one", date(2019, 12, 31))):
        with pytest.raises(UnknownPolicyError, match=name):
            catalogue.policy(name, None, day)
    assert [len(catalogue.in_force(day)) for day in (date(2020, 12, 31), date(2021, 1, 1))] == [1, 0]


def test_walking_a_condition_meets_every_part() -> None:
    catalogue = load_catalogue()
    labels = {getattr(part, "label", None) for policy in catalogue.policies.values() for part in walk(policy.rule)}
    assert {getattr(part, "label", None) for policy in catalogue.policies.values() for part in policy.rule.all} <= labels


def test_what_ships_speaks_of_policies_and_difficulties_that_exist() -> None:
    catalogue = load_catalogue()
    options = catalogue.dictionary.household["difficulties"].options
    named = {name for policy in catalogue.policies.values() for name in policy.difficulties}
    assert named <= {item for option in options for item in option.value}
    received = {item for option in catalogue.dictionary.household["receiving"].options for item in option.value}
    assert received <= set(catalogue.policies)


def test_places_that_say_nothing_of_their_own_share_a_rule_book() -> None:
    catalogue = load_catalogue()
    shared = catalogue.rule_book(HEPING, DAY)
    assert catalogue.rule_book("120104001002", DAY) is shared
    assert all(catalogue.rule_book(place, DAY) is not shared for place in (None, DANYANG, "110101"))
    assert catalogue.rule_book(HEPING, date(2025, 8, 31)) is not shared


def test_conditions_that_say_the_same_are_one(tmp_path: Path) -> None:
    other = condition(fact="household.cars", at_most=0, label="in other words")
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(), TWO: policy_file("two", other)}))
    book = catalogue.rule_book(None, DAY)
    (first,), (second,) = book.rule("one").criterion.parts, book.rule("two").criterion.parts
    assert isinstance(first, Stated) and isinstance(second, Stated)
    assert first.condition is second.condition
    assert first.statement.label != second.statement.label
