import { make, part } from "../common/dom.js";
import { say } from "../common/wording.js";

function nameOf(name, person) {
  return person ? say("staff.for_person", { name, person }) : name;
}

function together(names) {
  return names.join(say("staff.between"));
}

function note(text) {
  return make("p", { class: "note" }, text);
}

function tagView({ name, person_name: person, outcome, source, clauses, missing_labels: missing }) {
  const open = outcome === null && missing.length ? note(say("staff.ask_for", { facts: together(missing) })) : null;
  const texts = [...new Set([source, ...clauses])];
  return make("li", {}, make("p", {}, nameOf(name, person)), open, note(say("staff.based_on", { clauses: together(texts) })));
}

function warningView({ label, person_name: person, effect, do: advice, policy_names: policies, hearing, source }) {
  return make(
    "li",
    {},
    make("p", {}, make("span", { class: `effect-${effect}` }, say(`staff.effect_${effect}`)), " ", nameOf(label, person)),
    make("p", {}, advice),
    hearing ? make("p", {}, hearing) : null,
    note(say("staff.look_at", { policies: together(policies) })),
    note(say("staff.based_on", { clauses: source })),
  );
}

function fill(desk, name, rows, view) {
  part(desk, name).replaceChildren(...rows.map(view));
  part(desk, `${name}-box`).hidden = rows.length === 0;
}

/** What the facts mean for the register: what to look at again, the groups they belong to, and those they may belong to. */
export function showRegister(desk, { tags, warnings }) {
  const possible = tags.filter((tag) => tag.outcome === null);
  fill(desk, "warnings", warnings, warningView);
  fill(desk, "tags", tags.filter((tag) => tag.outcome !== null), tagView);
  fill(desk, "possible", possible, tagView);
  part(desk, "possible-title").textContent = say("staff.possible_tags", { count: possible.length });
  part(desk, "tags-box").hidden = tags.length === 0;
}
