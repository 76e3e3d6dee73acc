import { tell } from "../common/dom.js";
import { say } from "../common/wording.js";

const CALM_MS = 30_000;
const FAILING_MS = 8_000;

async function isReady() {
  try {
    return (await fetch("/readyz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Keeps the banner honest: offline, a part of the service down, or nothing. */
export class StatusBanner {
  #banner;
  #timer = null;

  constructor(banner) {
    this.#banner = banner;
    addEventListener("offline", () => this.#offline());
    addEventListener("online", () => this.check());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
  }

  /** Looks now, and again later: sooner while something is down, not at all while nobody is looking. */
  async check() {
    clearTimeout(this.#timer);
    if (!navigator.onLine) return this.#offline();
    const ready = await isReady();
    this.#tell(ready ? "" : say("status.down"));
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.check(), ready ? CALM_MS : FAILING_MS);
  }

  #offline() {
    clearTimeout(this.#timer);
    this.#tell(say("status.offline"));
  }

  // Written only on a change, so that a screen reader does not repeat it at every look.
  #tell(text) {
    if (this.#banner.textContent !== text) tell(this.#banner, text);
  }
}
