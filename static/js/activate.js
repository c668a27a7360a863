// Whoever scanned the slip has login name and code behind the # of the address: fill them in, and take them out of it,
// so that they stay neither in the list of visited pages nor on the screen of the next one.
const form = document.querySelector("form[data-slip]");
const scanned = decodeURIComponent(location.hash.slice(1)).match(/^([^/]{1,60})\/([^/]{1,40})$/);

if (form && scanned) {
  [form.elements.login_name.value, form.elements.code.value] = scanned.slice(1);
  form.querySelector("button:not([type=button])").focus();
}
if (location.hash) history.replaceState(null, "", location.pathname);
