"use strict";
/* Record pages and forms: pickers, signatures, lines, tabs, live panels, neighbours, unsaved input. */

const isChinese = document.documentElement.lang.startsWith("zh");

function enhanceForm(root) {
  for (const input of root.querySelectorAll("input[data-picker]")) enhancePicker(input);
  for (const pad of root.querySelectorAll("[data-signature]")) enhanceSignature(pad);
  for (const editor of root.querySelectorAll("[data-lines]")) enhanceLines(editor);
  for (const panel of root.querySelectorAll("[data-live]")) enhanceLive(panel);
}

function strictDate(text) {
  const parts = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?\s*$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute] = parts.slice(1).map((part) => Number(part || 0));
  const date = new Date(year, month - 1, day, hour, minute);
  return date.getMonth() === month - 1 && date.getDate() === day && date.getHours() === hour && date.getMinutes() === minute ? date : undefined;
}

function enhancePicker(input) {
  if (input._flatpickr || input.closest("template") || !window.flatpickr) return;
  const withTime = input.dataset.picker === "datetime";
  /* A day that does not exist stays as typed, for the server to refuse by name: nothing is guessed. */
  let typed = "";
  const keep = (days) => { if (days.length) typed = ""; else if (!input.value) input.value = typed; };
  /* The picker empties the field by events of its own; only a hand does it by a real input event. */
  input.addEventListener("input", (event) => { typed = input.value || (event.inputType ? "" : typed); });
  input.addEventListener("blur", () => setTimeout(() => keep(input._flatpickr.selectedDates)));
  window.flatpickr(input, {
    parseDate: strictDate, errorHandler: () => {}, onChange: keep, onClose: keep,
    enableTime: withTime, time_24hr: true, dateFormat: withTime ? "Y-m-d H:i" : "Y-m-d", allowInput: true, minuteIncrement: 5, disableMobile: true,
    locale: { ...(isChinese ? window.flatpickr.l10ns.zh : {}), firstDayOfWeek: 1 }, appendTo: input.closest("dialog") || undefined, static: Boolean(input.closest("dialog")),
  });
}

function enhanceSignature(box) {
  if (box.dataset.ready || !window.SignaturePad) return;
  box.dataset.ready = "1";
  const canvas = box.querySelector("canvas"), input = box.querySelector("input");
  const pad = new window.SignaturePad(canvas, { backgroundColor: "rgb(255,255,255)", penColor: "#0b1a33", minWidth: 1.2, maxWidth: 3.4 });
  const fit = () => {
    if (!canvas.offsetWidth) return;
    const kept = input.value;
    canvas.width = canvas.offsetWidth; canvas.height = canvas.offsetHeight;
    pad.clear();
    if (kept) pad.fromDataURL(kept, { width: canvas.width, height: canvas.height });
  };
  new ResizeObserver(fit).observe(canvas);
  pad.addEventListener("endStroke", () => { input.value = pad.toDataURL("image/png"); input.dispatchEvent(new Event("change", { bubbles: true })); });
  box.querySelector("[data-signature-clear]").addEventListener("click", () => { pad.clear(); input.value = ""; });
}

/* Lines: a new one is a copy of the template under the next number; Enter on the last field adds one. */
function enhanceLines(editor) {
  if (editor.dataset.ready) return;
  editor.dataset.ready = "1";
  const body = editor.querySelector("tbody"), template = editor.querySelector("template");
  const next = () => {
    const numbers = [...body.querySelectorAll("[name]")].map((input) => Number(input.name.slice(editor.dataset.lines.length + 1).split("-")[0])).filter(Number.isFinite);
    return numbers.length ? Math.max(...numbers) + 1 : 0;
  };
  const add = () => {
    const holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML.replaceAll("__index__", next());
    const row = holder.firstElementChild;
    body.append(row);
    document.dispatchEvent(new CustomEvent("aftersales:form", { detail: row }));
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) (first.tomselect || first).focus();
  };
  editor.querySelector("[data-line-add]").addEventListener("click", add);
  body.addEventListener("click", (event) => {
    if (!event.target.closest("[data-line-drop]")) return;
    event.target.closest("tr").remove();
    editor.dispatchEvent(new Event("change", { bubbles: true }));
  });
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.matches("textarea, button") || event.target.closest(".ts-wrapper")) return;
    event.preventDefault();
    if (event.target.closest("tr") === body.lastElementChild) add();
  });
}

/* A strip that answers while one types. */
function enhanceLive(panel) {
  if (panel.dataset.ready) return;
  panel.dataset.ready = "1";
  const form = panel.closest("form"), watched = new Set(panel.dataset.watch.split(" "));
  let timer = 0, turn = 0;
  const ask = async () => {
    const mine = ++turn, body = new FormData(form);
    for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
    const answer = await fetch(panel.dataset.live, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (mine === turn && answer.ok) panel.innerHTML = await answer.text();
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, 200); };
  form.addEventListener("change", (event) => { if (watched.has(event.target.name)) later(); });
  form.addEventListener("input", (event) => { if (watched.has(event.target.name)) later(); });
  if ([...watched].some((name) => form.elements[name]?.value)) ask();
}

/* Tabs, with arrow keys; the open one is remembered for the kind of record. */
for (const tabs of document.querySelectorAll("[data-tabs]")) {
  const buttons = [...tabs.querySelectorAll("[role=tab]")];
  const key = `tab:${location.pathname.replace(/\d+.*/, "")}`;
  const open = (button) => {
    for (const one of buttons) {
      const on = one === button;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
    }
    sessionStorage.setItem(key, button.id);
  };
  for (const button of buttons) button.addEventListener("click", () => open(button));
  tabs.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    open(next); next.focus();
  });
  const wanted = buttons.find((one) => one.classList.contains("faulty")) || document.getElementById(location.hash.slice(1) || "-") || document.getElementById(sessionStorage.getItem(key));
  if (wanted && buttons.includes(wanted)) open(wanted);
}

/* The list one came from: back to it as it was, and on to the neighbours. */
for (const link of document.querySelectorAll("[data-back-to-list]")) {
  const kept = JSON.parse(sessionStorage.getItem(`list:${link.dataset.backToList}`) || "null");
  if (kept) link.href = kept.url;
}
const siblings = document.querySelector("[data-siblings]");
if (siblings) {
  const list = document.querySelector("[data-back-to-list]")?.dataset.backToList || siblings.dataset.path;
  const kept = JSON.parse(sessionStorage.getItem(`list:${list}`) || "null");
  const at = kept ? kept.ids.indexOf(Number(siblings.dataset.id)) : -1;
  if (at >= 0) {
    siblings.hidden = false;
    siblings.querySelector(".pager-text").textContent = `${at + 1} / ${kept.ids.length}`;
    const link = (selector, id) => { if (id !== undefined) siblings.querySelector(selector).href = `${siblings.dataset.path}/${id}`; };
    link("[data-prev]", kept.ids[at - 1]);
    link("[data-next]", kept.ids[at + 1]);
  }
}

/* A status bar too long for a phone begins at the state the record is in. */
const present = document.querySelector(".statusbar [aria-current]");
if (present) present.parentElement.scrollLeft += present.getBoundingClientRect().left - present.parentElement.getBoundingClientRect().left - 40;

/* Leaving with unsaved input asks first; a refused form begins as changed. */
const recordForm = document.querySelector("#record-form");
if (recordForm) {
  let changed = Boolean(document.querySelector(".note-error"));
  let sent = false;
  recordForm.addEventListener("input", () => { changed = true; });
  recordForm.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => { if (changed && !sent) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); recordForm.requestSubmit(); }
  });
  document.querySelector("[aria-invalid=true]")?.focus();
}

enhanceForm(document);
document.addEventListener("aftersales:form", (event) => enhanceForm(event.detail));

/* The thread: its two boxes open one at a time; Ctrl + Enter sends. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-thread-open]");
  if (!button) return;
  for (const box of document.querySelectorAll("[data-thread-box]")) {
    box.hidden = box.dataset.threadBox !== button.dataset.threadOpen || !box.hidden;
    if (!box.hidden) box.querySelector("textarea, input")?.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-thread-box] textarea")) {
    event.target.form.requestSubmit();
  }
});
