import { request } from "../common/http.js";

function conversation(id, verb = "") {
  return `/v1/staff/conversations/${encodeURIComponent(id)}${verb && `/${verb}`}`;
}

/** Conversations that wait for a person or are with one, the most urgent first. */
export function waiting() {
  return request("/v1/staff/queue");
}

/** The packet and the messages of one conversation. */
export function openCase(id) {
  return request(conversation(id));
}

/** claim, reply, return or close. */
export function act(id, verb, body = {}) {
  return request(conversation(id, verb), { method: "POST", body });
}

export function signOut() {
  return request("/v1/staff/session", { method: "DELETE" });
}
