// Ask before what cannot be taken back. data-confirm="#id" opens that dialog; any other text is the question itself.
import { word } from "./words.js";

const agreed = new WeakSet();

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function choice(text, value, className) {
  const button = element("button", className, text);
  button.value = value;
  return button;
}

function dialogAsking(question, act) {
  const dialog = element("dialog", "dialog");
  const form = element("form", "dialog__body");
  form.method = "dialog";
  const title = element("h2", "dialog__title", question);
  title.id = "confirm-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const acts = element("p", "cluster");
  const no = choice(word("no"), "no", "button");
  no.autofocus = true;
  acts.append(choice(act || word("yes"), "yes", "button button--danger"), no);
  form.append(title, acts);
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}

// In the capturing phase, so that neither htmx nor the browser sends the form before the answer.
document.addEventListener(
  "submit",
  (event) => {
    const pressed = event.submitter;
    const question = pressed?.dataset.confirm ?? event.target.dataset.confirm;
    if (!question || agreed.delete(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const dialog = question.startsWith("#")
      ? document.querySelector(question)
      : dialogAsking(question, pressed?.textContent.trim());
    dialog.returnValue = "no";
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        agreed.add(event.target);
        event.target.requestSubmit(pressed);
      },
      { once: true },
    );
    dialog.showModal();
  },
  true,
);
