// Nothing typed is lost. What is typed into a form with data-keep stays in this tab until the portal has it: a session
// that ends, a lost connection or a closed lid does not cost it. Cleared on signing out; never seen by anyone else.
import { word } from "./words.js";

const person = document.body.dataset.person;
const FIELDS = "textarea[name], select[name], input[name]:not([type=hidden], [type=password], [type=file])";

function keyOf(form) {
  return `keep:${person}:${location.pathname}:${form.id || form.getAttribute("action") || ""}`;
}

function read(form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form))) ?? {};
  } catch {
    return {};
  }
}

function write(form, kept) {
  try {
    if (Object.keys(kept).length) sessionStorage.setItem(keyOf(form), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // A full or forbidden store: the form still works, it only keeps nothing.
  }
}

// What was typed here is given up: nothing of it comes back with the next page.
export function forget(form) {
  write(form, {});
}

function valueOf(field) {
  return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
}

function nameOf(field) {
  return field.type === "checkbox" || field.type === "radio" ? `${field.name}=${field.value}` : field.name;
}

function put(field, value) {
  if (typeof value === "boolean") field.checked = value;
  else field.value = value;
}

function note(form, before) {
  const box = document.createElement("div");
  box.className = "message message--warning";
  box.setAttribute("role", "status");
  const text = document.createElement("p");
  text.className = "message__title";
  text.textContent = word("kept");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "link-button";
  drop.textContent = word("keptDrop");
  drop.addEventListener("click", () => {
    for (const [field, value] of before) {
      put(field, value);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    write(form, {});
    box.remove();
  });
  box.append(text, drop);
  form.prepend(box);
}

// What the page brings is what the portal has. Where the kept text is the same, it has arrived and is forgotten.
function restore(form) {
  const kept = read(form);
  const before = new Map();
  for (const field of form.querySelectorAll(FIELDS)) {
    const name = nameOf(field);
    if (!(name in kept) || kept[name] === valueOf(field)) continue;
    before.set(field, valueOf(field));
    put(field, kept[name]);
  }
  if (!before.size) {
    write(form, {});
    return;
  }
  note(form, before);
  for (const field of before.keys()) field.dispatchEvent(new Event("change", { bubbles: true }));
}

function keptForms(root) {
  if (root.matches?.("form[data-keep]")) return [root];
  return [...(root.querySelectorAll?.("form[data-keep]") ?? [])];
}

if (person) {
  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form || !("keep" in form.dataset) || !target.matches(FIELDS)) return;
    const group = target.type === "radio" ? form.querySelectorAll(`[name="${CSS.escape(target.name)}"]`) : [target];
    const kept = read(form);
    for (const field of group) kept[nameOf(field)] = valueOf(field);
    write(form, kept);
  });

  // What is added by a button leaves its field empty once the portal has it; the page that comes next cannot tell.
  document.addEventListener("submit", ({ target }) => {
    if (!("keep" in target.dataset)) return;
    const kept = read(target);
    for (const field of target.querySelectorAll("[data-by-button]")) delete kept[nameOf(field)];
    write(target, kept);
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.elt.closest?.("form") ?? detail.elt.form;
    if (!detail.successful || !form || !("keep" in form.dataset) || detail.requestConfig.verb === "get") return;
    const kept = read(form);
    const sent = detail.requestConfig.formData;
    for (const field of form.querySelectorAll(FIELDS)) {
      // What was typed while the request was on its way has not arrived with it.
      const name = nameOf(field);
      if (typeof valueOf(field) === "boolean" ? sent.has(field.name) : sent.get(field.name) === kept[name]) delete kept[name];
    }
    write(form, kept);
  });

  for (const form of document.querySelectorAll("form[data-forget]")) {
    form.addEventListener("submit", () => {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("keep:")) sessionStorage.removeItem(key);
    });
  }

  // htmx listens from its own start on: restore once both are ready, so that what is restored is also saved.
  const start = () => keptForms(document).forEach(restore);
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
}
