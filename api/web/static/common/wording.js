const { sentences, names } = JSON.parse(document.getElementById("wording").textContent);

/** The sentence at a dotted key of wording.yaml, with `{name}` replaced by the given values. */
export function say(key, values = {}) {
  const sentence = key.split(".").reduce((branch, name) => branch?.[name], sentences);
  if (typeof sentence !== "string") throw new Error(`no wording for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The Chinese name of a code of the service (`places`, `statuses`); the code itself where it has none. */
export function nameOf(kind, code) {
  return names[kind][code] ?? code;
}

/** All codes of a kind with their names, in the order of the wording. */
export function namesOf(kind) {
  return Object.entries(names[kind]).map(([value, label]) => ({ value, label }));
}

/** A moment or a day of the API as people write it. */
export function sayTime(moment) {
  const day = { year: "numeric", month: "long", day: "numeric" };
  const withHour = { ...day, hour: "2-digit", minute: "2-digit" };
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return String(moment);
  return new Intl.DateTimeFormat("zh-CN", String(moment).includes("T") ? withHour : day).format(date);
}

/** When a message was sent: the hour alone for today. */
export function sayClock(moment) {
  const date = new Date(moment);
  if (date.toDateString() !== new Date().toDateString()) return sayTime(moment);
  return new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit" }).format(date);
}

/** An amount in yuan with thousands separated. */
export function sayNumber(amount) {
  return new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 }).format(amount);
}
