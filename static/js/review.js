// The review page: a commitment to be changed opens its note; the bar counts, and the likely act becomes the loud one.
// Without it all notes can be opened by hand.

function follow(form) {
  const rows = [...form.querySelectorAll(".compare:has(.verdict)")];
  const bar = form.querySelector(".action-bar");
  const title = bar?.querySelector(".action-bar__title");
  const approve = bar?.querySelector("[value=approved]");
  const giveBack = bar?.querySelector("[value=returned]");

  function count() {
    const asked = rows.filter((row) => row.querySelector("[value=change]:checked")).length;
    if (!giveBack) return;
    title.textContent = form.dataset.counts.replace("[fine]", rows.length - asked).replace("[change]", asked);
    approve.classList.toggle("button--primary", asked === 0);
    giveBack.classList.toggle("button--primary", asked > 0);
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "radio") event.preventDefault();
  });

  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    const note = event.target.closest(".compare").querySelector(".compare__note");
    if (event.target.value === "change" && !note.open) {
      note.open = true;
      // Moving on with the arrow keys must not throw the reader into the text.
      if (event.isTrusted && !event.target.matches(":focus-visible")) note.querySelector("textarea").focus();
    }
    count();
  });
  for (const row of rows) {
    const note = row.querySelector(".compare__note");
    note.addEventListener("toggle", () => note.open && note.contains(document.activeElement) && note.querySelector("textarea").focus());
  }
  if (rows.length) count();
}

for (const form of document.querySelectorAll("form[data-review]")) follow(form);
