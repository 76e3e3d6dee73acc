import { request } from "../common/http.js";

const SEARCH = "/v1/staff/search";

/** The ranking for a question, with each part's score and whether it is answered. */
export function tryQuestion(question, locality) {
  return request(SEARCH, { method: "POST", body: { question, locality } });
}

/** The very answer a resident gets. */
export function answerFor(question, locality) {
  const query = new URLSearchParams({ q: question, ...(locality ? { locality } : {}) });
  return request(`/v1/answers?${query}`);
}

/** Keeps what a question should have found; no policy when nothing answers it. */
export function report(question, locality, expected) {
  return request(`${SEARCH}/examples`, { method: "POST", body: { question, locality, expected } });
}

/** A page of what was reported, the newest first; of all states without one. */
export function examples(state, cursor) {
  const query = new URLSearchParams({ ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) });
  return request(`${SEARCH}/examples?${query}`);
}

/** accepted, rejected or open again. */
export function judge(id, state) {
  return request(`${SEARCH}/examples/${id}`, { method: "PATCH", body: { state } });
}
