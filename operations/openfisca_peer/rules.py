"""Ten policies of the catalogue as OpenFisca variables, as they stand in the benchmark's city; written for the benchmark only.

OpenFisca knows yes and no: what our rules leave to the office is a no here. Runs in the benchmark's own environment.
"""

from __future__ import annotations

from typing import Any

from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

HOUSEHOLD = build_entity(
    key="household", plural="households", label="Household", roles=[{"key": "member", "plural": "members", "label": "Member"}]
)
PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)

INPUTS: dict[Any, dict[type, tuple[str, ...]]] = {
    HOUSEHOLD: {
        float: ("monthly_income", "income_not_counted", "savings"),
        int: ("homes", "cars"),
        bool: (
            "car_for_care",
            "receiving_dibao",
            "receiving_bianyuan",
            "receiving_tekun",
            "receiving_hardship",
            "receiving_unsupported_child",
            "receiving_child_allowance",
            "rural",
            "renting",
            "public_rental",
            "schooling_unaffordable",
            "poverty_monitored",
        ),
    },
    PERSON: {
        int: ("age", "disability_grade", "insurance_months"),
        bool: (
            "female",
            "needs_care",
            "work_injury_care",
            "compulsory_school",
            "boarding",
            "unemployed",
            "left_voluntarily",
            "quit_for_cause",
            "registered_unemployed",
            "housing_fund",
        ),
    },
}


def variable(name: str, entity: Any, kind: type, formula: Any = None) -> type[Variable]:
    """A monthly variable; one with a formula is calculated, one without is an input whose default is 0 or no."""
    body = {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def dibao(household: Any, period: Any, parameters: Any) -> Any:
    """The minimum living allowance."""
    law, size = parameters(period), household.nb_persons()
    standard = law.dibao_monthly_standard
    counted = household("monthly_income", period) - household("income_not_counted", period)
    poor = (counted * (counted > 0) / size < standard) * (
        household("savings", period) / size <= law.dibao_savings_months * standard
    )
    no_car = (household("cars", period) <= 0) + household("car_for_care", period)
    return poor * no_car * (household("homes", period) <= 1) * ~household("receiving_tekun", period)


def yuer_butie(person: Any, period: Any, parameters: Any) -> Any:
    """The allowance for a small child, whose first application is not too late."""
    in_time = (person("age", period) < 2) + person.household("receiving_child_allowance", period)
    return (person("age", period) < parameters(period).yuer_butie_age_below) * in_time


def canji_huli_butie(person: Any, period: Any, parameters: Any) -> Any:
    """The care allowance of severely disabled people."""
    grade, injured = person("disability_grade", period), person("work_injury_care", period)
    minor = person("age", period) < parameters(period).work_minimum_age
    severe = (grade >= 1) * (grade <= 2) * person("needs_care", period)
    return severe * (~injured + minor) * ~person.household("receiving_tekun", period)


def canji_shenghuo_butie(person: Any, period: Any, parameters: Any) -> Any:
    """The living allowance of disabled people in hardship."""
    household, age = person.household, person("age", period)
    poor = household("receiving_dibao", period) + household("receiving_bianyuan", period)
    injured = person("needs_care", period) * person("work_injury_care", period) * (age >= parameters(period).work_minimum_age)
    other = (age < 18) * household("receiving_unsupported_child", period)
    return (person("disability_grade", period) >= 1) * poor * ~injured * ~household("receiving_tekun", period) * ~other


def laonian_youdai(person: Any, period: Any, parameters: Any) -> Any:
    """The privileges of the elderly."""
    return person("age", period) >= parameters(period).laonian_age


def yiwu_mian_xuefei(person: Any, period: Any, _: Any) -> Any:
    """Compulsory schooling without fees."""
    return person("compulsory_school", period)


def yiwu_shenghuo_buzhu(person: Any, period: Any, _: Any) -> Any:
    """The living subsidy of boarding pupils in hardship."""
    hardship = [person.household(name, period) for name in ("receiving_hardship", "schooling_unaffordable", "poverty_monitored")]
    return person("compulsory_school", period) * person("boarding", period) * (hardship[0] + hardship[1] + hardship[2])


def shiye_baoxianjin(person: Any, period: Any, parameters: Any) -> Any:
    """Unemployment insurance benefit."""
    insured = person("insurance_months", period) >= parameters(period).shiye_contribution_months
    involuntary = ~person("left_voluntarily", period) + person("quit_for_cause", period)
    return person("unemployed", period) * insured * involuntary * person("registered_unemployed", period)


def gjj_zufang_tiqu(person: Any, period: Any, _: Any) -> Any:
    """Housing fund paid out for rent."""
    household = person.household
    rents = household("renting", period) + household("public_rental", period)
    return person("housing_fund", period) * (household("homes", period) <= 0) * rents


def liangai_shaicha(person: Any, period: Any, parameters: Any) -> Any:
    """Free screening for the two cancers of women."""
    household, law, age = person.household, parameters(period), person("age", period)
    scope = household("rural", period) + household("receiving_dibao", period) + household("receiving_tekun", period)
    return person("female", period) * (age >= law.liangai_age_from) * (age <= law.liangai_age_to) * scope


FORMULAS = {
    HOUSEHOLD: (dibao,),
    PERSON: (
        yuer_butie,
        canji_huli_butie,
        canji_shenghuo_butie,
        laonian_youdai,
        yiwu_mian_xuefei,
        yiwu_shenghuo_buzhu,
        shiye_baoxianjin,
        gjj_zufang_tiqu,
        liangai_shaicha,
    ),
}


def build_system(numbers: dict[str, float], since: str) -> TaxBenefitSystem:
    """The rules with these numbers, in force since that day."""
    system = TaxBenefitSystem([HOUSEHOLD, PERSON])
    for entity, kinds in INPUTS.items():
        system.add_variables(*(variable(name, entity, kind) for kind, names in kinds.items() for name in names))
    for entity, formulas in FORMULAS.items():
        system.add_variables(*(variable(formula.__name__, entity, bool, formula) for formula in formulas))
    values = {name: {"values": {since: {"value": value}}} for name, value in numbers.items()}
    system.parameters = ParameterNode("", data=values)
    return system
