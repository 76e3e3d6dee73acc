import { make } from "./dom.js";
import { say } from "./wording.js";

function callLink(number, text, properties = {}) {
  return make("a", { href: `tel:${number}`, ...properties }, text);
}

function mapLink(address, text, properties = {}) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...properties }, text);
}

/** A sentence in which the number of the public line is ready to be called. */
function withLine(text, { number }) {
  const parts = text.split(number).flatMap((part, place) => (place ? [callLink(number, number), part] : [part]));
  return make("p", { class: "note" }, parts);
}

function windowView(window) {
  return make(
    "li",
    { class: window.demonstration ? "window demonstration" : "window" },
    [window.name, window.address, window.hours].filter(Boolean).map((said) => make("p", {}, said)),
    window.phone ? make("p", {}, callLink(window.phone, say("windows.phone", { phone: window.phone }))) : null,
    window.map_link ? make("p", {}, mapLink(window.map_link, say("windows.map"))) : null,
  );
}

/** Where to go: what to know first, then each window; while the place is open, the public line alone. */
export function windowsView(where) {
  if (!where) return null;
  const first = where.place_needed ? say("windows.call", where.hotline) : where.before_going;
  return make(
    "div",
    { class: "where-to-go" },
    first ? withLine(first, where.hotline) : null,
    where.windows.length ? make("ul", { class: "windows" }, where.windows.map(windowView)) : null,
  );
}

/** Beside a text that already says where to go: what can be tapped of it, each number once. */
export function waysThere(where) {
  if (!where) return null;
  const phones = where.windows.filter(({ phone }) => phone).map(({ phone, name }) => ({ number: phone, name }));
  const numbers = [...(where.before_going ? [where.hotline] : []), ...phones];
  const distinct = numbers.filter(({ number }, place) => numbers.findIndex((other) => other.number === number) === place);
  const calls = distinct.map((row) => callLink(row.number, say("windows.call_number", row), { class: "button" }));
  const onMaps = where.windows.filter((window) => window.map_link);
  const maps = onMaps.map((window) => mapLink(window.map_link, say("windows.map_of", window), { class: "button" }));
  const ways = [...calls, ...maps];
  return ways.length ? make("ul", { class: "ways" }, ways.map((way) => make("li", {}, way))) : null;
}
