/* A button that copies a field's text, and says so. Without this the text can be copied by hand. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.querySelector("[data-copied]").textContent = "Copied.";
  });
}
