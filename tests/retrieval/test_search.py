"""What a search returns, and what it never returns."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest

from knowledge.catalogue import Catalogue
from knowledge.policy import InForce, Overlay, Passage
from retrieval.encoder import EmbeddedEncoder
from retrieval.index import build_index
from retrieval.search import SearchIndex, open_index
from tests.retrieval.conftest import DAY

PLACE = "321181"


@pytest.fixture(scope="module")
def local_index(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """高龄津贴 ends with the year 2026; 农村危房改造 has a local clause in one county, and a clause that begins in 2027."""
    policies = dict(small_catalogue.policies)
    ending, housing = policies["gaoling-jintie"], policies["nongcun-weifang"]
    policies["gaoling-jintie"] = ending.model_copy(update={"in_force": InForce(from_=date(2020, 1, 1), until=date(2026, 12, 31))})
    coming = Passage(
        ref="新办法第一条", text="危房改造从明年起改由乡镇直接受理申请。", quoted=True, in_force=InForce(from_=date(2027, 1, 1))
    )
    policies["nongcun-weifang"] = housing.model_copy(update={"passages": [*housing.passages, coming]})
    overlay = Overlay(
        overrides="nongcun-weifang",
        locality=PLACE,
        in_force=InForce(from_=date(2026, 1, 1), until=date(2026, 12, 31)),
        passages=[Passage(ref="本县细则第二条", text="本县危房改造由县住建局统一受理申请并组织鉴定。", quoted=True)],
        source=housing.source,
    )
    local = Catalogue(
        policies, {PLACE: {"nongcun-weifang": overlay}}, small_catalogue.parameters, small_catalogue.dictionary, "local"
    )
    folder = tmp_path_factory.mktemp("local")
    build_index(local, encoder, folder)
    return open_index(folder, local)


def refs(index: SearchIndex, day: date, locality: str | None) -> set[str]:
    hits = index.search("危房改造由谁受理申请", as_of=day, locality=locality).results
    return {citation.ref for hit in hits for citation in hit.passages}


def test_a_policy_is_found_on_its_last_day_and_gone_the_day_after(local_index: SearchIndex) -> None:
    last = date(2026, 12, 31)
    found = {hit.policy_id for hit in local_index.search("八十岁老人补贴", as_of=last).results}
    after = {hit.policy_id for hit in local_index.search("八十岁老人补贴", as_of=last + timedelta(days=1)).results}
    assert "gaoling-jintie" in found
    assert after and "gaoling-jintie" not in after


def test_before_any_policy_began_nothing_is_found(local_index: SearchIndex) -> None:
    assert local_index.search("低保", as_of=date(1990, 1, 1)).results == []


def test_a_clause_is_cited_only_once_it_is_in_force(local_index: SearchIndex) -> None:
    assert "新办法第一条" not in refs(local_index, date(2026, 12, 31), None)
    assert "新办法第一条" in refs(local_index, date(2027, 1, 1), None)


@pytest.mark.parametrize("locality", [PLACE, f"{PLACE}001002"])
def test_a_local_clause_is_cited_to_the_people_of_the_place(local_index: SearchIndex, locality: str) -> None:
    assert "本县细则第二条" in refs(local_index, DAY, locality)


@pytest.mark.parametrize("locality", [None, "120000", "321100"])
def test_a_local_clause_is_not_cited_to_anybody_else(local_index: SearchIndex, locality: str | None) -> None:
    assert "本县细则第二条" not in refs(local_index, DAY, locality)


def test_a_local_clause_ends_with_its_overlay(local_index: SearchIndex) -> None:
    assert "本县细则第二条" not in refs(local_index, date(2027, 1, 1), PLACE)


@pytest.mark.parametrize("query", ["低保怎么申请", "母亲瘫痪在床有没有护理补贴", "房子漏雨快塌了", "大学生学费交不起"])
def test_every_citation_is_a_clause_of_its_policy_word_for_word(index: SearchIndex, catalogue: Catalogue, query: str) -> None:
    for hit in index.search(query, as_of=DAY).results:
        clauses = {(passage.ref, passage.text) for passage in catalogue.policies[hit.policy_id].passages}
        assert 1 <= len(hit.passages) <= 2
        assert {(citation.ref, citation.text) for citation in hit.passages} <= clauses


def test_a_hit_carries_the_name_and_the_department_of_its_policy(index: SearchIndex, catalogue: Catalogue) -> None:
    hit = index.search("失业金怎么领", as_of=DAY).results[0]
    policy = catalogue.policies[hit.policy_id]
    assert (hit.policy_id, hit.name, hit.department) == ("shiye-baoxianjin", policy.name, policy.department)


def test_hits_come_best_first_and_no_more_than_asked_for(index: SearchIndex) -> None:
    hits = index.search("残疾人有哪些补贴", as_of=DAY, limit=3).results
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_asking_for_more_than_there_are_gives_each_policy_once(index: SearchIndex, catalogue: Catalogue) -> None:
    hits = index.search("补贴", as_of=DAY, limit=1000).results
    assert sorted(hit.policy_id for hit in hits) == sorted(policy.id for policy in catalogue.in_force(DAY))


def test_the_same_question_twice_gets_the_same_answer(index: SearchIndex) -> None:
    assert index.search("家里着火了", as_of=DAY) == index.search("家里着火了", as_of=DAY)


@pytest.mark.parametrize(
    "query",
    ["", " \n", "😀😭🙏", "\x00", "8" * 100_000, "？？？", "ᚠᚢᚦ", "\u202e\u200b", "a" * 100_000, "ﷺ" * 50_000],
    ids=["empty", "blank", "emoji", "nul", "digits", "marks", "runes", "invisible", "letters", "ligatures"],
)
def test_what_cannot_be_searched_for_is_refused_at_once(index: SearchIndex, query: str) -> None:
    started = time.perf_counter()
    assert not index.search(query, as_of=DAY).answerable
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("query", ["低保" * 50_000, "我妈住院花了八万，" * 9_000])
def test_a_very_long_question_is_answered_within_a_second(index: SearchIndex, query: str) -> None:
    started = time.perf_counter()
    assert index.search(query, as_of=DAY).results
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("query", ["护照去哪里办", "查一下违章", "今天天气怎么样", "你是机器人吗", "你这个废物"])
def test_what_the_catalogue_does_not_answer_is_said_to_be_so(index: SearchIndex, query: str) -> None:
    assert not index.search(query, as_of=DAY).answerable


@pytest.mark.parametrize("query", ["低保怎么申请", "孩子考上大学没钱交学费", "被裁员了能领失业金吗", "老房子是危房"])
def test_what_the_catalogue_answers_is_answered(index: SearchIndex, query: str) -> None:
    assert index.search(query, as_of=DAY).answerable


def test_threads_sharing_an_index_get_what_one_gets_alone(index: SearchIndex) -> None:
    queries = ["低保怎么申请", "危房改造", "孤儿补助", "法律援助"] * 5
    alone = [index.search(query, as_of=DAY) for query in queries]
    together: dict[int, object] = {}

    def ask(position: int) -> None:
        together[position] = index.search(queries[position], as_of=DAY)

    threads = [threading.Thread(target=ask, args=(position,)) for position in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[position] for position in range(len(queries))] == alone
