/* Parts of a page that the server renders: fetched alone and put in the place of what was there. */

import { Refusal, Unreachable } from "./api.js";

/** Return the elements of a fragment. The server escapes what it shows, as on a whole page; scripts in it never run. */
export async function fragment(address, { signal } = {}) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", signal, headers: { "X-Requested-With": "fetch" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable();
  }
  if (!response.ok || response.redirected) throw new Refusal(response.status, { detail: "This page has changed. Load it anew." });
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...parsed.body.children].map((one) => document.adoptNode(one));
}
