import { request } from "../common/http.js";

/** What the caller told so far, understood and judged. `signal` gives the call up when the text has grown meanwhile. */
export function assist(told, signal) {
  return request("/v1/hotline/assist", { method: "POST", body: told, signal });
}
