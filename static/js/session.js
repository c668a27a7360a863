// The table of a session: arrow keys walk a column, Enter saves the row; what was saved by somebody else can be taken over.

function fieldsLike(field) {
  return [...document.querySelectorAll(`.session [name="${CSS.escape(field.name)}"]`)].filter((one) => one.checkVisibility());
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const field = event.target;
  if (!step || event.altKey || event.ctrlKey || event.metaKey || !field.matches?.(".ballot__count")) return;
  const column = fieldsLike(field);
  const next = column[column.indexOf(field) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
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
