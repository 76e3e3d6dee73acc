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

/** Who is at their desk and could take this resident. */
export function colleagues(id) {
  return request(conversation(id, "colleagues"));
}

/** The sentences kept ready, and whether this person may edit their office's own. */
export function cannedReplies() {
  return request("/v1/staff/canned-replies");
}

/** Writes a sentence anew, or a new one. */
export function keepCanned(id, body) {
  const path = "/v1/staff/canned-replies";
  return id ? request(`${path}/${encodeURIComponent(id)}`, { method: "PUT", body }) : request(path, { method: "POST", body });
}

export function dropCanned(id) {
  return request(`/v1/staff/canned-replies/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** claim or close a message that was left. */
export function actOnCallback(id, verb, body = {}) {
  return request(`/v1/staff/callbacks/${encodeURIComponent(id)}/${verb}`, { method: "POST", body });
}

export function signOut() {
  return request("/v1/staff/session", { method: "DELETE" });
}
