"use strict";
/* Lists and boards: opening rows, ticking, bulk verbs, ranges, columns, the way back, moving cards. */

const rowsForm = document.querySelector("[data-rows]");

/* A click anywhere on a row opens it, unless it was meant for something on the row. */
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-url]");
  if (!place || event.target.closest("a, button, input, label, .tickcell") || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) window.open(place.dataset.url);
  else location.href = place.dataset.url;
});

/* The record page finds the way back and its neighbours here. */
function remember() {
  const ids = [...document.querySelectorAll("[data-page-rows] tr[data-id], .board-card[data-id]")].map((row) => Number(row.dataset.id));
  const path = rowsForm?.dataset.rows || document.querySelector("[data-board]")?.dataset.board.replace(/\/board$/, "");
  if (path) sessionStorage.setItem(`list:${path}`, JSON.stringify({ url: location.pathname + location.search, ids }));
}
remember();
document.addEventListener("htmx:afterSettle", remember);

/* Groups open and close. */
document.addEventListener("click", (event) => {
  const button = event.target.closest(".group-open");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  const group = button.closest("tbody");
  const level = Number(/level-(\d)/.exec(group.className)[1]);
  for (let next = group.nextElementSibling; next; next = next.nextElementSibling) {
    const match = /level-(\d)/.exec(next.className);
    if (match && Number(match[1]) <= level) break;
    next.hidden = open;
  }
});

/* Ticking rows. */
const bar = document.querySelector(".bulkbar");
if (rowsForm && bar) {
  const boxes = () => [...rowsForm.querySelectorAll('input[name="ids"]')];
  const all = rowsForm.querySelector("[data-tick-all]");
  const allFound = bar.querySelector('input[name="all"]');
  const selectAll = bar.querySelector("[data-select-all]");
  const found = Number(rowsForm.dataset.found);
  let last = null;
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    const everything = allFound.value === "1";
    bar.hidden = ticked === 0;
    const count = bar.querySelector(".bulk-count");
    count.textContent = count.dataset.text.replace("{n}", everything ? rowsForm.dataset.foundText : ticked);
    selectAll.textContent = selectAll.dataset.text.replace("{n}", rowsForm.dataset.foundText);
    selectAll.hidden = everything || ticked < boxes().length || found <= ticked;
    if (all) { all.checked = ticked > 0 && ticked === boxes().length; all.indeterminate = ticked > 0 && !all.checked; }
    for (const box of boxes()) box.closest("tr").classList.toggle("is-ticked", box.checked);
  };
  rowsForm.addEventListener("click", (event) => {
    const box = event.target.closest('input[name="ids"]');
    if (!box) return;
    if (event.shiftKey && last) {
      const list = boxes();
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
      for (const one of list.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
  });
  rowsForm.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    allFound.value = "";
    show();
  });
  selectAll.addEventListener("click", () => { allFound.value = "1"; show(); });
  bar.querySelector("[data-select-none]").addEventListener("click", () => { for (const box of boxes()) box.checked = false; allFound.value = ""; show(); });
  show();

  /* A bulk verb that asks for values: its dialog's inputs are sent with the ticked rows. */
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bulk-dialog]");
    if (!button) return;
    event.preventDefault();
    rowsForm.dataset.action = button.formAction;
    window.htmx.ajax("GET", button.dataset.bulkDialog, { target: "#dialog-body" });
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-bulk-go]")) return;
    for (const input of document.querySelectorAll("#dialog-body [name]")) {
      input.setAttribute("form", "bulk-form");
    }
    rowsForm.id = "bulk-form";
    rowsForm.action = rowsForm.dataset.action;
    rowsForm.submit();
  });
}

/* Two inputs make one range; empty fields stay out of the address. */
document.addEventListener("change", (event) => {
  const range = event.target.closest("[data-range]");
  if (!range) return;
  const [from, to] = range.querySelectorAll("input:not([type=hidden])");
  range.querySelector("input[type=hidden]").value = from.value || to.value ? `${from.value}..${to.value}` : "";
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-facets]")) for (const input of form.querySelectorAll("[name]")) if (!input.value && input.name !== "f") input.disabled = true;
  if (form.matches("[data-columns]")) {
    const names = [...form.querySelectorAll('input[name="cols"]:checked')].map((box) => box.value);
    for (const box of form.querySelectorAll('input[name="cols"]')) box.disabled = true;
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: "cols", value: names.join(",") });
    form.append(input);
  }
});
window.addEventListener("pageshow", () => { for (const input of document.querySelectorAll("[data-facets] :disabled, [data-columns] :disabled")) input.disabled = false; });

/* Cards may be moved where the list says so. */
const board = document.querySelector("[data-board][data-movable]");
if (board && window.Sortable) {
  for (const column of board.querySelectorAll(".cards")) {
    window.Sortable.create(column, {
      group: "board", animation: 120, sort: false,
      onEnd: async (event) => {
        if (event.from === event.to) return;
        const body = new URLSearchParams({ id: event.item.dataset.id, to: event.to.dataset.code });
        const answer = await fetch(board.dataset.board, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } });
        if (answer.ok) { location.reload(); return; }
        event.from.insertBefore(event.item, event.from.children[event.oldIndex] || null);
        const problem = await answer.json().catch(() => ({ message: answer.statusText }));
        const note = Object.assign(document.createElement("div"), { className: "flash flash-error", role: "alert" });
        note.append(Object.assign(document.createElement("span"), { textContent: problem.message }));
        document.getElementById("flashes").append(note);
        setTimeout(() => note.remove(), 8000);
      },
    });
  }
}
