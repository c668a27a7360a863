// The program editor: links wait for what is being saved; fields say aloud whether they are refused.
import { forget } from "./keep.js";

const saving = new Set();
let next = null;

document.addEventListener("htmx:beforeRequest", ({ detail }) => saving.add(detail.xhr));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  saving.delete(detail.xhr);
  if (next && saving.size === 0) location.assign(next);
});

// Leaving a field saves it. A link pressed at that moment is followed once the portal has answered.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (saving.size === 0 || link.target || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  next = link.href;
});

// A second sending waits for the first (hx-sync); if the first one fails, the link is not followed.
document.addEventListener("htmx:sendError", () => {
  next = null;
});
document.addEventListener("htmx:responseError", () => {
  next = null;
});

// Choosing the portal's text gives up one's own.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-forget-kept]");
  if (button) forget(button.form);
});

// The notes below a field are swapped in, the field itself never is: it may already hold newer words.
function sayWhatIsRefused() {
  for (const notes of document.querySelectorAll(".field__notes")) {
    const control = document.getElementById(notes.id.slice(0, -"_notes".length));
    if (!control) continue;
    if (notes.querySelector(".field__note--error")) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}
document.addEventListener("htmx:afterRequest", sayWhatIsRefused);
sayWhatIsRefused();
