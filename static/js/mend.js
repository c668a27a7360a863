// What was refused is seen and heard first: the summary on top takes the focus, what it names is not folded away, and
// its lines lead into the fields. Without this the summary stands on top all the same, and its lines lead to the fields.

const CONTROL = "input:not([type=hidden]), select, textarea";

function unfold(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function named(link) {
  return document.getElementById(link.hash.slice(1));
}

function show(summary) {
  for (const link of summary.querySelectorAll("a[href^='#']")) {
    const target = named(link);
    if (target) unfold(target);
  }
  summary.focus();
}

function enter(target) {
  unfold(target);
  const control = target.matches(CONTROL) ? target : target.querySelector(CONTROL);
  control?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#error-summary a[href^='#']");
  const target = link && named(link);
  if (!target) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  target.scrollIntoView({ block: "center" });
  enter(target);
});

// "To mend: …" leads from another page into its field, ready to type.
function arrive() {
  const target = location.hash && named(location);
  if (!target) return;
  unfold(target);
  if (target.matches(CONTROL)) target.focus();
}
window.addEventListener("hashchange", arrive);

const summary = document.getElementById("error-summary");
if (summary) show(summary);
else arrive();

// A draft that has been saved after all has nothing left to mend.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.requestConfig.verb !== "get" && detail.elt.closest?.("[data-saved-in]")) {
    document.getElementById("error-summary")?.remove();
  }
});

// A part that came back refused brings its own.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const summary = target.querySelector?.("#error-summary");
  if (summary && !summary.contains(document.activeElement)) show(summary);
});
