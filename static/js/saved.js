// Says whether what was typed has reached the portal, and tries again where the connection was lost.
// A form names its line with data-saved-in="#id"; the line is components/saved.html.
import { word } from "./words.js";

const RETRY_MS = 5000;
const waiting = new Map();

function lineOf(element) {
  const form = element.closest?.("[data-saved-in]");
  return form ? document.querySelector(form.dataset.savedIn) : null;
}

// The tick that the page came with stands before "saved", and nowhere else; a page of what was refused came without.
const ticks = new WeakMap();

function say(line, text, { late = false, done = false } = {}) {
  if (!line) return;
  if (!ticks.has(line)) ticks.set(line, line.querySelector(".saved:not(.saved--late) > .icon"));
  const tick = ticks.get(line);
  line.classList.toggle("saved--late", late);
  line.replaceChildren(...(done && tick ? [tick] : []), document.createTextNode(text));
}

function clock() {
  return new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
}

function retry(element) {
  const config = waiting.get(element);
  waiting.delete(element);
  if (config && element.isConnected) window.htmx.ajax(config.verb, config.path, { source: element });
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.requestConfig.verb !== "get") say(lineOf(detail.elt), `${word("saving")}…`);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const line = lineOf(detail.elt);
  if (!line || detail.requestConfig.verb === "get" || waiting.has(detail.elt)) return;
  if (detail.successful) say(line, `${word("saved")} ${clock()}`, { done: true });
  else if (detail.xhr.status) say(line, word("refused"), { late: true });
});

document.addEventListener("htmx:sendError", ({ detail }) => {
  const line = lineOf(detail.elt);
  if (!line) return;
  waiting.set(detail.elt, detail.requestConfig);
  say(line, word("offline"), { late: true });
  setTimeout(retry, RETRY_MS, detail.elt);
});

window.addEventListener("online", () => [...waiting.keys()].forEach(retry));

// Leaving while something has not arrived: the browser asks.
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
