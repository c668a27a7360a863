// The progress page: what the portal computed appears in its field, unless something else was typed there meanwhile.
function follow({ detail }) {
  const sent = detail.requestConfig.formData;
  for (const told of document.querySelectorAll("[data-follows]")) {
    const field = told.closest("form").elements.namedItem(told.dataset.follows);
    if (field && field.value === (sent.get(told.dataset.follows) ?? "")) field.value = told.value;
    told.remove();
  }
}
document.addEventListener("htmx:afterRequest", follow);

// What is cited is added by its button, not on leaving the field: half a number is no number.
document.addEventListener(
  "change",
  (event) => {
    if ("byButton" in event.target.dataset) event.stopPropagation();
  },
  true,
);
