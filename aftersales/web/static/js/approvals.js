// Ticking many approvals: the number on the button, all at once, and one line alone.
for (const form of document.querySelectorAll("[data-approvals]")) {
  const ticks = [...form.querySelectorAll("input[name=step]")];
  const all = form.querySelector("[data-all]");
  const many = form.querySelector("[data-many]");
  const show = () => {
    const count = ticks.filter((tick) => tick.checked).length;
    form.querySelector("[data-count]").textContent = count || "";
    many.disabled = count === 0;
    all.checked = count === ticks.length;
  };
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  for (const button of form.querySelectorAll("[data-only]")) {
    button.addEventListener("click", () => {
      for (const tick of ticks) tick.checked = false;
    });
  }
  show();
}
