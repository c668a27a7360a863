// A button that shows what one types as a password: on a phone one hits the wrong key without seeing it.
import { word } from "./words.js";

for (const field of document.querySelectorAll("input[type=password][data-reveal]")) {
  const row = document.createElement("div");
  row.className = "password";
  field.replaceWith(row);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small button--quiet";
  button.textContent = word("showPassword");
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = word(shown ? "showPassword" : "hidePassword");
  });
  // A password goes out as a password, so that the browser may offer to keep it.
  field.form?.addEventListener("submit", () => {
    field.type = "password";
  });
  row.append(field, button);
}
