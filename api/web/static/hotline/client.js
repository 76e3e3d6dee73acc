import { request } from "../common/http.js";

/** What the caller told so far, understood and judged. `signal` gives the call up when the text has grown meanwhile. */
export function assist(told, signal) {
  return request("/v1/hotline/assist", { method: "POST", body: told, signal });
}

/** Files a work order; the same key twice is one. */
export function fileTicket(ticket, key) {
  return request("/v1/tickets", { method: "POST", body: ticket, headers: { "Idempotency-Key": key } });
}

/** Earlier work orders of the caller with this number. */
export function earlierTickets(phone) {
  return request("/v1/tickets/earlier", { headers: { "X-Phone": phone } });
}
