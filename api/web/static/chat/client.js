import { request } from "../common/http.js";

const MEMORY = "jiuzhu.conversation";
const HISTORY_PAGE = 200;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** One resident's conversation over HTTP. Its key is an HttpOnly cookie; only the id is kept here. */
export class ConversationClient {
  #stream = null;
  #pause = FIRST_PAUSE_MS;

  get id() {
    return localStorage.getItem(MEMORY);
  }

  get #path() {
    return `/v1/conversations/${encodeURIComponent(this.id)}`;
  }

  /** Starts a conversation and gives its greeting. */
  async open() {
    const opened = await request("/v1/conversations", { method: "POST", body: { channel: "web" } });
    localStorage.setItem(MEMORY, opened.id);
    return opened;
  }

  /** Everything said after the given message, who answers now, and whether consent was asked (`facts_consent` null: not yet). */
  async history(after = 0) {
    const page = await request(`${this.#path}/messages?after=${after}&limit=${HISTORY_PAGE}`);
    if (page.messages.length < HISTORY_PAGE) return page;
    const rest = await this.history(page.messages.at(-1).id);
    return { ...rest, messages: [...page.messages, ...rest.messages] };
  }

  /** One turn: `{text}` or `{button}`. The same client id may be sent again and is answered once. */
  send(message, clientId) {
    return request(`${this.#path}/messages`, { method: "POST", body: { ...message, client_id: clientId } });
  }

  consent(granted) {
    return request(`${this.#path}/consent`, { method: "POST", body: { scope: "facts", granted } });
  }

  facts() {
    return request(`${this.#path}/facts`);
  }

  /** Corrects one fact; null means "not known". */
  correct(path, value) {
    return request(`${this.#path}/facts`, { method: "PATCH", body: { set: { [path]: value } } });
  }

  handover() {
    return request(`${this.#path}/handover`, { method: "POST", body: {} });
  }

  /** Has a person look again at the verdict on a policy. */
  review(policy) {
    return request(`${this.#path}/handover`, { method: "POST", body: { review: policy } });
  }

  /** Leaves a message and a number for when somebody is there; the same key again is the same message. */
  leaveMessage(phone, text, key) {
    return request(`${this.#path}/callback`, { method: "POST", body: { phone, text, client_id: key } });
  }

  /** A word about how an attendance was. */
  judge(attendance, word) {
    return request(`${this.#path}/satisfaction`, { method: "POST", body: { attendance, word } });
  }

  feedback(messageId, useful) {
    return request(`${this.#path}/feedback`, { method: "POST", body: { message_id: messageId, useful } });
  }

  /** Submits an application; the same key again gives the same receipt. */
  apply(application, key) {
    const body = { ...application, conversation_id: this.id };
    return request("/v1/applications", { method: "POST", body, headers: { "Idempotency-Key": key } });
  }

  async erase() {
    await request(this.#path, { method: "DELETE" });
    this.forget();
  }

  /** Forgets the conversation on this device only. */
  forget() {
    this.unfollow();
    localStorage.removeItem(MEMORY);
  }

  /** Listens from the newest message shown on: `said` for each new message, `mode` for who answers and the queue. */
  follow({ newest, said, mode }) {
    if (this.#stream) return;
    this.#stream = new EventSource(`${this.#path}/events?after=${newest() ?? 0}`);
    this.#stream.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE_MS;
    });
    this.#stream.addEventListener("message", (event) => said(JSON.parse(event.data)));
    this.#stream.addEventListener("mode", (event) => mode(JSON.parse(event.data)));
    this.#stream.addEventListener("gone", () => this.unfollow());
    this.#stream.addEventListener("error", () => this.#reopen({ newest, said, mode }));
  }

  unfollow() {
    this.#stream?.close();
    this.#stream = null;
  }

  // A browser reconnects by itself after a cut line, but gives up after an answer such as 502.
  #reopen(handlers) {
    if (this.#stream?.readyState !== EventSource.CLOSED) return;
    this.unfollow();
    setTimeout(() => this.id && this.follow(handlers), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
