import { part, tell } from "../common/dom.js";
import { newKey } from "../common/http.js";
import { say, sayNumber } from "../common/wording.js";
import { ConversationClient } from "./client.js";
import { Composer } from "./composer.js";
import { askConsent, offerErasure } from "./privacy.js";
import { StatusBanner } from "./status.js";
import { Transcript } from "./transcript.js";

const hasKeyboard = matchMedia("(pointer: fine)");

/** Who answers; to whoever waits their place, how long it may take as far as that is known, or when somebody is there. */
function sayMode(mode, { position, minutes, open, opens_text: opens, hours_are_demonstration: isDemonstration }) {
  if (mode !== "waiting" || position === undefined) return say(`mode.${mode}`);
  if (open === false && !opens) return say("mode.away_unknown");
  if (open === false) return say(isDemonstration ? "mode.away_demonstration" : "mode.away", { opens });
  const ahead = sayNumber(position);
  return minutes ? say("mode.minutes", { ahead, minutes: sayNumber(minutes) }) : say("mode.not_known", { ahead });
}

/** The resident's chat. The template holds its structure; this element brings it to life. */
class JiuzhuChat extends HTMLElement {
  #client = new ConversationClient();
  #transcript;
  #composer;
  #banner;
  #answerIsLate = false;

  connectedCallback() {
    const context = {
      client: this.#client,
      choose: (button) => this.#choose(button),
      review: (policy) => this.#review(policy),
      correctFact: async (path, value) => (await this.#client.correct(path, value)).replies,
      present: (answer) => this.#present(answer),
      showReplies: (replies) => this.#transcript.moveTo(this.#transcript.show(replies)),
      correctInWords: (beginning) => this.#composer.begin(beginning),
    };
    this.#transcript = new Transcript(part(this, "log"), part(this, "typing"), context);
    this.#composer = new Composer(part(this, "composer"), (text, key) => this.#turn({ text }, text, key));
    this.#banner = new StatusBanner(part(this, "status"));
    part(this, "person").addEventListener("click", () => this.#askPerson());
    part(this, "start").addEventListener("click", () => this.#begin());
    offerErasure(part(this, "erase-open"), part(this, "erase-dialog"), this.#client, () => this.#erased());
    this.#banner.check();
    this.#begin();
  }

  /** Resumes the conversation of this device, or starts one. */
  async #begin() {
    part(this, "start").hidden = true;
    this.#composer.fail("");
    this.#transcript.setTyping(true);
    try {
      const resumed = this.#client.id ? await this.#resume() : null;
      if (!resumed) this.#present(await this.#client.open());
      if (typeof resumed?.facts_consent !== "boolean") askConsent(part(this, "consent"), this.#client, () => this.#composer.focus());
    } catch (problem) {
      this.#composer.fail(problem.detail);
      part(this, "start").hidden = false;
    } finally {
      this.#transcript.setTyping(false);
    }
  }

  /** Shows the history; null when this device's key no longer opens the conversation. */
  async #resume() {
    try {
      const history = await this.#client.history();
      this.#present({ replies: history.messages, mode: history.mode });
      this.#transcript.moveTo(part(this, "log").lastElementChild);
      return history;
    } catch (problem) {
      if (!problem.isLockedOut) throw problem;
      this.#client.forget();
      return null;
    }
  }

  async #review(policy) {
    try {
      this.#present(await this.#client.review(policy));
    } catch (problem) {
      this.#composer.fail(problem.detail);
      throw problem;
    }
  }

  async #choose(button) {
    try {
      await this.#turn({ button: button.value }, button.title, newKey());
    } catch (problem) {
      this.#composer.fail(problem.detail);
    }
  }

  /** One turn: shows what was sent at once, and takes it back when it was not received. */
  async #turn(message, shownAs, key) {
    if (!this.#client.id) await this.#begin();
    const own = this.#transcript.showOwn(shownAs);
    this.#transcript.moveTo(own);
    await this.#during(own, () => this.#client.send(message, key));
    this.#transcript.moveToAnswer(own);
    this.#refocus(own, "text" in message);
  }

  async #during(own, work) {
    this.#composer.setBusy(true);
    this.#composer.fail("");
    this.#transcript.setTyping(true);
    try {
      this.#present(await work());
    } catch (problem) {
      own?.remove();
      this.#banner.check();
      throw problem;
    } finally {
      this.#composer.setBusy(false);
      this.#transcript.setTyping(false);
    }
  }

  // On a touch screen the keyboard would cover the answer, so after a tapped button the answer gets the focus.
  #refocus(own, typed) {
    if (typed || hasKeyboard.matches) this.#composer.focus();
    else own.nextElementSibling?.focus({ preventScroll: true });
  }

  #present({ replies, mode }) {
    this.#transcript.show(replies);
    this.#answerIsLate = Boolean(replies.at(-1)?.data?.outage);
    this.#showMode(mode ?? "bot");
  }

  /** Says who answers; the words of a person, and an answer that was promised for later, come over the event stream. */
  #showMode(mode, waiting = {}) {
    part(this, "mode").dataset.mode = mode;
    const said = sayMode(mode, waiting);
    // A screen reader repeats whatever is written again.
    if (part(this, "mode").textContent !== said) tell(part(this, "mode"), said);
    part(this, "person").hidden = mode !== "bot";
    if (mode === "bot" && !this.#answerIsLate) this.#client.unfollow();
    else this.#client.follow({
      newest: () => this.#transcript.newest,
      said: (message) => this.#heard(message),
      mode: (state) => this.#showMode(state.mode, state),
    });
  }

  // The stream also carries the resident's own words, which are on the page already.
  #heard(message) {
    if (message.sender === "resident") return;
    const shown = this.#transcript.show([message]);
    if (shown) this.#transcript.moveTo(shown);
  }

  async #askPerson() {
    try {
      if (!this.#client.id) await this.#begin();
      await this.#during(null, () => this.#client.handover());
      this.#transcript.moveTo(part(this, "log").lastElementChild);
    } catch (problem) {
      this.#composer.fail(problem.detail);
    }
  }

  async #erased() {
    this.#transcript.clear();
    await this.#begin();
    tell(part(this, "announcement"), say("erased"));
    this.#composer.focus();
  }
}

customElements.define("jiuzhu-chat", JiuzhuChat);
