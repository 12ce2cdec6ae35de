"use strict";
/* Type-ahead fields: a select with data-lookup becomes a search over records. */

function lookupAddress(select, words) {
  const address = new URL(`/-/lookup/${select.dataset.lookup}`, location.origin);
  address.searchParams.set("q", words);
  const narrow = select.dataset.narrow ? JSON.parse(select.dataset.narrow) : {};
  for (const [filter, name] of Object.entries(narrow)) {
    const input = fieldNear(select, name);
    if (input && input.value) address.searchParams.set(filter, input.value);
  }
  return address;
}

/* In a line of an editor a name means the same line's field first, then the form's. */
function fieldNear(select, name) {
  const line = /^(.*-\d+-)/.exec(select.name);
  const form = select.form;
  if (!form) return null;
  return (line && form.elements[line[1] + name]) || form.elements[name] || null;
}

function fillFrom(select, hit) {
  const fill = select.dataset.fill ? JSON.parse(select.dataset.fill) : {};
  for (const [name, from] of Object.entries(fill)) {
    const input = fieldNear(select, name);
    if (!input) continue;
    const [key, text] = Array.isArray(from) ? from : [from, from];
    const value = hit.extra[key];
    if (value === null || value === undefined || value === "") continue;
    if (input.tomselect) {
      input.tomselect.addOption({ id: String(value), label: String(hit.extra[text] ?? value), detail: "", extra: {} });
      input.tomselect.setValue(String(value), true);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      input.value = value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

/* Where the list would end below the window it opens upwards, if there is more room. */
function turnUp(box) {
  const field = box.control.getBoundingClientRect();
  const list = box.dropdown;
  const below = innerHeight - field.bottom;
  const up = list.offsetHeight > below && field.top > below;
  const free = !box.settings.dropdownParent;
  list.style.bottom = up && free ? "100%" : "";
  if (free) list.style.top = up ? "auto" : "";
  else if (up) list.style.top = `${field.top + scrollY - list.offsetHeight}px`;
}

function enhanceLookup(select) {
  if (select.tomselect || select.closest("template") || !window.TomSelect) return;
  const zh = document.documentElement.lang.startsWith("zh");
  const escape = (text) => { const box = document.createElement("span"); box.textContent = text; return box.innerHTML; };
  const hits = new Map();
  /* refreshThrottle 0: put off, the list would open again after a choice made meanwhile and take the focus back. */
  const box = new window.TomSelect(select, {
    valueField: "id", labelField: "label", searchField: [], maxOptions: 50, hideSelected: true, highlight: false, preload: "focus", openOnFocus: true, dropdownParent: select.closest("dialog") ? null : "body",
    plugins: select.multiple ? { remove_button: { title: zh ? "移除" : "Remove" } } : select.required ? {} : { clear_button: { title: zh ? "清除" : "Clear" } },
    maxItems: select.multiple ? null : 1, closeAfterSelect: !select.multiple, loadThrottle: 180, refreshThrottle: 0, placeholder: select.getAttribute("placeholder") || "",
    score: () => () => 1,
    shouldLoad: () => true,
    load(words, done) {
      fetch(lookupAddress(select, words), { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : []))
        .then((found) => { this.clearOptions((option) => this.items.includes(String(option.id))); for (const hit of found) hits.set(String(hit.id), hit); done(found); })
        .catch(() => done([]));
    },
    render: {
      option: (hit) => `<div class="option">${escape(hit.label)}${hit.detail ? `<small>${escape(hit.detail)}</small>` : ""}</div>`,
      item: (hit) => `<div>${escape(hit.label)}</div>`,
      no_results: () => `<div class="no-results">${zh ? "没有找到" : "Nothing found"}</div>`,
      loading: () => `<div class="loading">${zh ? "查找中……" : "Searching …"}</div>`,
    },
  });
  const place = box.positionDropdown.bind(box);
  box.positionDropdown = () => { place(); turnUp(box); };
  for (const event of ["load", "dropdown_open"]) box.on(event, () => box.positionDropdown());
  box.on("type", (words) => box.wrapper.classList.toggle("is-typing", Boolean(words)));
  for (const event of ["item_add", "blur", "dropdown_close"]) box.on(event, () => box.wrapper.classList.remove("is-typing"));
  box.on("item_add", (value) => { const hit = hits.get(String(value)); if (hit) fillFrom(select, hit); });
  box.on("change", () => { box.lastQuery = null; select.dispatchEvent(new CustomEvent("aftersales:chosen", { bubbles: true })); });
  /* When what it is narrowed by changes, what was found before no longer counts. */
  const narrow = select.dataset.narrow ? Object.values(JSON.parse(select.dataset.narrow)) : [];
  for (const name of narrow) {
    fieldNear(select, name)?.addEventListener("change", () => { box.clearOptions((option) => box.items.includes(String(option.id))); box.loadedSearches = {}; });
  }
}

function enhanceLookups(root) {
  for (const select of root.querySelectorAll("select[data-lookup]")) enhanceLookup(select);
}

enhanceLookups(document);
document.addEventListener("aftersales:form", (event) => enhanceLookups(event.detail));
