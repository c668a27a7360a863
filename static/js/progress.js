// The progress page: what the portal computed appears in its field, unless one is typing there just now.
function follow(box) {
  const form = box.closest("form");
  for (const told of box.querySelectorAll("[data-follows]")) {
    const field = form.elements.namedItem(told.dataset.follows);
    if (field && field !== document.activeElement) field.value = told.value;
  }
}

document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id.endsWith("_followed")) follow(detail.target);
});

// What is cited is added by its button, not on leaving the field: half a number is no number.
document.addEventListener(
  "change",
  (event) => {
    if ("byButton" in event.target.dataset) event.stopPropagation();
  },
  true,
);
