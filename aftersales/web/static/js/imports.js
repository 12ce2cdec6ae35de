// The Import page: a file may be dropped, and a change of kind is read at once. Both work without it.
"use strict";

document.querySelectorAll("[data-import-drop]").forEach((form) => {
  const input = form.querySelector("input[type=file]");
  const stop = (event) => { event.preventDefault(); form.classList.toggle("over", event.type === "dragover"); };
  ["dragover", "dragleave", "drop"].forEach((name) => form.addEventListener(name, stop));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    setTimeout(() => { button.disabled = true; }, 0);
  });
});

document.querySelectorAll("[data-import-mapping]").forEach((form) => {
  form.querySelectorAll("summary select, summary input").forEach((control) => {
    control.addEventListener("click", (event) => event.stopPropagation());
  });
  form.querySelectorAll("[data-import-kind]").forEach((select) => {
    select.addEventListener("change", () => form.requestSubmit());
  });
});
