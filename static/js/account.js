// Text size and colours at once; menus close on Escape and on a click elsewhere.
const A_YEAR = 60 * 60 * 24 * 365;

function remember(cookie, value) {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${cookie}=${value};path=/;max-age=${A_YEAR};samesite=lax${secure}`;
}

function apply(attribute, value, usual) {
  if (value === usual) document.documentElement.removeAttribute(attribute);
  else document.documentElement.setAttribute(attribute, value);
}

for (const form of document.querySelectorAll("[data-display]")) {
  form.querySelector("[data-apply]").hidden = true;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "text") {
      apply("data-text", target.value, "medium");
      remember("portal_text", target.value);
    } else if (target.name === "theme") {
      apply("data-theme", target.value, "auto");
      remember("portal_theme", target.value);
    }
  });
}

const menus = document.querySelectorAll("details[data-menu]");

document.addEventListener("click", ({ target }) => {
  for (const menu of menus) if (menu.open && !menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
