// One click sends once: after the first, the buttons of a form are busy until the answer comes.
function buttons(form) {
  return [...form.elements].filter((element) => element.matches?.("button:not([type=button]), input[type=submit]"));
}

function free(form) {
  delete form.dataset.busy;
  for (const button of buttons(form)) button.removeAttribute("aria-busy");
}

// On the window, as the last to hear: by then confirm.js and htmx have had their say.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || "download" in form.dataset) return;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "yes";
  const pressed = event.submitter;
  if (pressed) pressed.setAttribute("aria-busy", "true");
});

// A button that is blocked says why beside it; it stays reachable, and does nothing.
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
  },
  true,
);

document.addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  const event = detail.requestConfig?.triggeringEvent;
  if (target.tagName === "FORM" && event?.submitter) event.submitter.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", ({ target }) => {
  if (target.tagName === "FORM") free(target);
});

// A page that comes back from the browser's memory comes back free.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(free));
