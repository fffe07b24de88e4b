/* On every other page: say that lines of a live log wait in this browser, where a connection was lost and never came back. */

const KEY = /^throughline\.live\.\d+\.(\d+)$/;

if (!location.pathname.startsWith("/live/")) {
  for (const [interview, count] of left()) {
    const { offer } = await import("../announce.js"); // only where there is something to say
    const lines = count === 1 ? "A line of a live log has" : `${count} lines of a live log have`;
    offer(`${lines} not reached the server yet.`, "Send now", () => location.assign(`/live/${interview}/`));
  }
}

/** The interviews with lines that wait, and how many. */
function* left() {
  for (const key of Object.keys(localStorage)) {
    const [, interview] = KEY.exec(key) ?? [];
    const count = interview ? JSON.parse(localStorage.getItem(key))?.lines?.length : 0;
    if (count) yield [interview, count];
  }
}
