// The list of results: the bar counts what is chosen. Without it the button stands there all the same.

function follow(form) {
  const title = form.querySelector(".action-bar__title");
  const before = title.textContent;
  document.addEventListener("change", (event) => {
    if (event.target.getAttribute("form") !== form.id) return;
    const chosen = document.querySelectorAll(`input[form="${form.id}"]:checked`).length;
    title.textContent = chosen ? form.dataset.counts.replace("[count]", chosen) : before;
  });
}

for (const form of document.querySelectorAll("form[data-several]")) follow(form);
