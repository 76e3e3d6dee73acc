import { newKey } from "../common/http.js";

const KEY = "visits";

/** Visits that were written down and not yet taken by the service, kept on this phone for this person under the key they are sent with. */
export class Drafts {
  #account;

  constructor(account) {
    this.#account = account;
  }

  /** Those of this person, the oldest first. */
  get all() {
    return this.#stored().filter((draft) => draft.account === this.#account);
  }

  /** Keeps a visit until it is taken. */
  add(visit) {
    this.#store([...this.#stored(), { key: newKey(), account: this.#account, visit }]);
  }

  remove(key) {
    this.#store(this.#stored().filter((draft) => draft.key !== key));
  }

  /** Notes why the service did not take one: it is not sent again until it is changed. */
  refuse(key, why) {
    this.#store(this.#stored().map((draft) => (draft.key === key ? { ...draft, why } : draft)));
  }

  #stored() {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  }

  #store(drafts) {
    if (drafts.length) localStorage.setItem(KEY, JSON.stringify(drafts));
    else localStorage.removeItem(KEY);
  }
}
