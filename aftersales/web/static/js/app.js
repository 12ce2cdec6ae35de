"use strict";
/* The frame: menus, panels, theme, search shortcut, dialogs, popovers, notes. No inline code anywhere. */

const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

/* Menus close when one clicks elsewhere or presses Escape. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const panel = document.querySelector("#panel:not([hidden])");
  if (panel && !panel.contains(event.target) && !event.target.closest("[data-toggle], .ts-dropdown, .flatpickr-calendar")) closePanel(panel);
});

function closePanel(panel) {
  panel.hidden = true;
  document.querySelector(`[data-toggle="#${panel.id}"]`)?.setAttribute("aria-expanded", "false");
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if ((event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) {
    const box = document.querySelector("[data-shortcut]");
    if (box && box.offsetParent) { event.preventDefault(); box.focus(); box.select(); }
    else if (!typing) { event.preventDefault(); location.href = "/search"; }
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    const panel = document.querySelector("#panel:not([hidden])");
    if (panel) closePanel(panel);
    if (event.target.matches?.("[data-shortcut]")) event.target.blur();
  }
});

document.addEventListener("click", (event) => {
  const target = event.target;
  const toggle = target.closest("[data-toggle]");
  if (toggle) {
    const panel = document.querySelector(toggle.dataset.toggle);
    panel.hidden = !panel.hidden;
    toggle.setAttribute("aria-expanded", String(!panel.hidden));
  }
  if (target.closest("[data-close]")) target.closest(".flash").remove();
  if (target.closest("[data-back]")) history.back();
  if (target.closest("[data-dialog-close]")) document.getElementById("dialog").close();
  if (target.closest("[data-theme-switch]")) switchTheme();
  if (target.closest("[data-print]")) print();
  const why = target.closest("[data-why]");
  if (why) openWhy(why);
});

function switchTheme() {
  const root = document.documentElement;
  const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.bsTheme = next;
  document.cookie = `theme=${next};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
}

/* Notes of success fade; refusals stay until closed. */
for (const flash of document.querySelectorAll(".flash-success")) setTimeout(() => flash.remove(), 6000);

/* Dialogs: what htmx puts into #dialog-body is shown. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "dialog-body") return;
  const dialog = document.getElementById("dialog");
  if (!dialog.open) dialog.showModal();
  document.dispatchEvent(new CustomEvent("aftersales:form", { detail: dialog }));
  const first = dialog.querySelector("[aria-invalid=true], .form-control, .form-select, textarea");
  first?.focus();
  first?._flatpickr?.close();
});
document.getElementById("dialog")?.addEventListener("click", (event) => {
  if (event.target.id === "dialog") event.target.close();
});

/* The "?" beside a computed value. */
async function openWhy(button) {
  const card = document.getElementById("popover");
  const answer = await fetch(button.dataset.why, { headers: { "HX-Request": "true" } });
  card.innerHTML = await answer.text();
  card.showPopover();
  const at = button.getBoundingClientRect();
  const left = Math.min(at.left, window.innerWidth - card.offsetWidth - 12);
  const below = at.bottom + 6 + card.offsetHeight < window.innerHeight;
  card.style.left = `${Math.max(12, left)}px`;
  card.style.top = `${below ? at.bottom + 6 : Math.max(12, at.top - card.offsetHeight - 6)}px`;
}

/* A form is sent once; what needs a yes asks for it. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && !window.confirm(question)) { event.preventDefault(); return; }
  if (form.method !== "post" || event.defaultPrevented) return;
  for (const button of document.querySelectorAll(`button[form="${form.id}"], [data-submit]`)) {
    if (button.form === form) button.setAttribute("aria-busy", "true");
  }
  document.body.classList.add("is-busy");
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  document.body.classList.remove("is-busy");
});
document.addEventListener("htmx:afterRequest", () => document.body.classList.remove("is-busy"));
