// The table of a session: rows are opened in their place; arrow keys walk the ballots from row to row, Enter saves,
// Ctrl+Enter or its button saves and goes on to the next row; what was saved by somebody else can be taken over.

// The next row above (-1) or below (1) that may be recorded.
function beside(person, step) {
  let other = person;
  do other = step < 0 ? other.previousElementSibling : other.nextElementSibling;
  while (other && !other.matches("[data-record]"));
  return other;
}

function swap(url, person) {
  // Without a pause before htmx listens to the new fields: what is chosen at once is saved too.
  return window.htmx.ajax("GET", url, { target: person, swap: "outerHTML settle:0ms" });
}

async function opened(person) {
  const link = person.querySelector(".session__open");
  if (!link) return person;
  const { id } = person;
  await swap(link.getAttribute("hx-get"), person);
  return document.getElementById(id);
}

function focusOn(person, name) {
  const field = person?.querySelector(`[name="${CSS.escape(name)}"]`) ?? person?.querySelector("select");
  field?.focus();
  field?.select?.();
}

async function walk(field, step) {
  const person = beside(field.closest(".session__person"), step);
  if (person) focusOn(await opened(person), field.name);
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const field = event.target;
  if (!step || event.altKey || event.ctrlKey || event.metaKey || !field.matches?.(".ballot__count")) return;
  event.preventDefault();
  walk(field, step);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form?.matches(".session__form")) return;
  event.preventDefault();
  const button = form.querySelector("[name=then]") ?? form.querySelector(".session__save");
  button.focus(); // htmx forgets the button once it is left
  button.click();
});

// Saved by the button that goes on: the next row is opened, the one that was left is folded.
document.addEventListener("htmx:afterRequest", async ({ detail }) => {
  const form = detail.elt;
  if (!form.matches?.(".session__form") || !detail.successful || !detail.requestConfig.formData?.has("then")) return;
  const person = form.closest(".session__person");
  const next = beside(person, 1);
  const fold = person.querySelector("[data-fold]").getAttribute("hx-get");
  if (!next) {
    const link = person.querySelector('[data-turn="1"]');
    if (link) location.assign(link.href);
    return;
  }
  const following = await opened(next);
  focusOn(following, following.querySelector(".ballot__count")?.name ?? "level");
  await swap(fold, person);
});

// The address is the same but for its anchor: the page is fetched anew.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-reload]");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  location.reload();
});

// "Keep what I typed": htmx knows no button outside its form, so the counter that was seen goes into its field.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-overwrite]");
    if (button) document.getElementById(button.dataset.overwrite).value = button.value;
  },
  true,
);
