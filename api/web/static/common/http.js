import { say } from "./wording.js";

const TURN_LIMIT_MS = 30_000;

/** A refusal or a failure. `status` is 0 when no answer came at all; `detail` is fit to show. */
export class RequestError extends Error {
  constructor(status, detail, inProgress) {
    super(detail);
    this.status = status;
    this.detail = detail;
    /** What of a submission is being worked on already. */
    this.inProgress = inProgress;
  }

  /** Whether sending the very same thing again may work. */
  get worthRetrying() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether the key no longer opens what was asked for. */
  get isLockedOut() {
    return [401, 403, 404, 410].includes(this.status);
  }
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const fallback = response.status >= 500 ? "failure.server" : "failure.refused";
  return new RequestError(response.status, typeof problem.detail === "string" ? problem.detail : say(fallback), problem.in_progress);
}

/** Sends JSON and gives the JSON of the answer (null for an empty one). `signal` gives the call up. Throws RequestError. */
export async function request(path, { method = "GET", body, headers = {}, signal } = {}) {
  const abort = new AbortController();
  signal?.addEventListener("abort", () => abort.abort());
  const timer = setTimeout(() => abort.abort(), TURN_LIMIT_MS);
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      signal: abort.signal,
    });
  } catch {
    throw new RequestError(0, say(navigator.onLine ? "failure.unreachable" : "failure.offline"));
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

/** A random key; made by hand because crypto.randomUUID is missing on pages served without TLS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
