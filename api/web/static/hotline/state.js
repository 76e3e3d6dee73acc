const KEY = "hotline";
const EMPTY = { text: "", asked: [], about: "own", locality: "", corrections: [], skip: [], ticket: {}, key: "" };

/** How many lines at the beginning, and of the rest at the end, two texts share. */
function shared(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return [head, tail];
}

/** Everything of one call, kept for this tab alone so that a reload loses nothing, and for this person alone. */
export class CallState {
  #account;

  constructor(account) {
    this.#account = account;
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    Object.assign(this, structuredClone(EMPTY), kept?.account === account ? kept.call : {});
  }

  /** Whether anything was noted down that would be lost. */
  get begun() {
    return Boolean(this.text || this.corrections.length || Object.values(this.ticket).some(Boolean));
  }

  keep() {
    const call = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, this[name]]));
    sessionStorage.setItem(KEY, JSON.stringify({ account: this.#account, call }));
  }

  clear() {
    Object.assign(this, structuredClone(EMPTY));
    sessionStorage.removeItem(KEY);
  }

  /** Takes the text as it is now. A line that is begun at the end while a question is open answers that question. */
  write(text, open) {
    const [before, after] = [this.text.split("\n"), text.split("\n")];
    const [head, tail] = shared(before, after);
    const asked = after.map((_, line) => {
      if (line < head) return this.asked[line] ?? null;
      if (line >= after.length - tail) return this.asked[line - after.length + before.length] ?? null;
      if (line < before.length) return this.asked[line] ?? null;
      return open;
    });
    Object.assign(this, { text, asked });
    this.keep();
  }

  /** A fact set by hand: the newest word on a fact counts. */
  correct(fact, value, relation) {
    this.corrections = [...this.corrections.filter((one) => one.fact !== fact || one.relation !== relation), { fact, value, relation }];
    this.keep();
  }

  putAside(facts) {
    this.skip = [...new Set([...this.skip, ...facts])];
    this.keep();
  }

  /** What the service is told of the call. */
  told() {
    const { text, asked, about, corrections, skip, locality } = this;
    return { text, asked, about, corrections, skip, locality: locality || null };
  }
}
