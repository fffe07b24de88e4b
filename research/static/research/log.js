/* The Log form works without this. It lets a file be dropped anywhere on the text, and goes on suggesting
   participants after a comma, where the browser's own list would stop. */

const place = document.querySelector(".drop-place");
const file = place.querySelector("input[type=file]");
const text = place.querySelector("textarea");

for (const name of ["dragenter", "dragover"]) {
  place.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    place.classList.add("is-over");
  });
}
for (const name of ["dragleave", "drop"]) {
  place.addEventListener(name, () => place.classList.remove("is-over"));
}
place.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length !== 1) return;
  event.preventDefault();
  file.files = event.dataTransfer.files;
  file.focus();
});
file.addEventListener("change", () => {
  text.placeholder = file.files.length ? `${file.files[0].name} will be read.` : "Paste the text, or drop a file here.";
});

const who = document.querySelector("#id_who");
const options = [...document.querySelectorAll("#participants option")];
const codes = options.map((option) => option.value);

who.addEventListener("input", () => {
  const said = who.value.slice(0, who.value.lastIndexOf(",") + 1).trim();
  options.forEach((option, index) => {
    option.value = said ? `${said} ${codes[index]}` : codes[index];
  });
});
