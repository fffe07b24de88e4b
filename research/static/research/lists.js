/* Where filters stand above a list instead of beside it, those that filter nothing are closed at first. */

if (matchMedia("(max-width: 1180px)").matches) {
  for (const filter of document.querySelectorAll("#changelist-filter details[open]")) {
    filter.open = !filter.querySelector("li:first-child.selected");
  }
}
