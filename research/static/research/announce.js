/* Say what happened: in a corner for the eye, in a live region for the ear. */

const LONG_ENOUGH = 6000;
const WITH_BUTTON = 12000;

const corner = document.createElement("div");
corner.className = "toasts";
const polite = region("status");
const assertive = region("alert");
document.body.append(corner);

/** Tell that something was done. */
export function say(text) {
  show(text, "good");
}

/** Tell that something failed; it stays until it is closed. */
export function warn(text) {
  const toast = show(text, "bad");
  toast.append(button("Close", () => toast.remove()));
}

/** Tell that something was done and offer one step more, such as undoing it. */
export function offer(text, label, action) {
  const toast = show(text, "good", WITH_BUTTON);
  toast.append(button(label, () => { toast.remove(); action(); }));
}

function show(text, tone, time = LONG_ENOUGH) {
  const toast = document.createElement("div");
  toast.className = `toast ${tone}`;
  toast.append(Object.assign(document.createElement("p"), { textContent: text }));
  (tone === "bad" ? assertive : polite).append(toast);
  if (tone !== "bad") leave(toast, time);
  return toast;
}

/** Take the toast away after a while, but never from under a pointer or the focus. */
function leave(toast, time) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? leave(toast, 1000) : toast.remove()), time);
}

function button(label, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  made.addEventListener("click", action);
  return made;
}

function region(role) {
  const made = document.createElement("div");
  made.setAttribute("role", role);
  corner.append(made);
  return made;
}
