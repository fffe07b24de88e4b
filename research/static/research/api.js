/* Talk to the API as the person who is logged in. Nothing here knows what is asked. */

/** The server understood and refuses. `message` is fit to show; `errors` maps JSON pointers to sentences. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail || "The server could not do this.");
    this.name = "Refusal";
    this.status = status;
    this.errors = Object.fromEntries((problem?.errors ?? []).map(({ pointer, detail }) => [pointer, detail]));
  }
}

/** Nobody answered: no connection, or the server is being restarted. The same request may be sent again. */
export class Unreachable extends Error {
  constructor() {
    super("No connection to the server.");
    this.name = "Unreachable";
  }
}

const AWAY = new Set([502, 503, 504]);

/**
 * Send one request; resolves to `{data, etag, status}`, where a 304 has no data.
 * `etag` is sent as If-Match with a write and as If-None-Match with a read, `key` as Idempotency-Key.
 */
export async function send(method, path, { body, etag, key, signal, keepalive = false } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  if (etag) headers[method === "GET" ? "If-None-Match" : "If-Match"] = etag;
  if (key) headers["Idempotency-Key"] = key;
  const response = await reach(path, {
    method, headers, signal, keepalive, body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (AWAY.has(response.status)) throw new Unreachable();
  const told = { etag: response.headers.get("ETag"), status: response.status };
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  const data = isJson ? await response.json() : null;
  if (response.ok || response.status === 304) return { ...told, data };
  throw new Refusal(response.status, isJson ? data : null);
}

/** Return the path with these query parameters; empty ones are left out, lists are repeated. */
export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== "" && one != null) query.append(name, one);
  }
  return query.size ? `${path}?${query}` : path;
}

async function reach(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable();
  }
}
