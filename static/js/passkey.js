// Passkeys: asks the device and hands its answer to the form. Where there are none, the form stays hidden.
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// What the server asks, with bytes where the browser wants bytes.
function question({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    asked[name] = asked[name]?.map((known) => ({ ...known, id: bytes(known.id) }));
    if (!asked[name]) delete asked[name];
  }
  return { publicKey: asked };
}

// What the device answers, as text that fits into a field.
function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ type: credential.type, id: credential.id, rawId: text(credential.rawId), response, clientExtensionResults });
}

function enhance(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const field = form.elements.credential;
  field.value = "";
  form.hidden = false;
  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const options = question(JSON.parse(document.getElementById("passkey-options").textContent));
      field.value = answer(await navigator.credentials[form.dataset.passkey](options));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

if (window.PublicKeyCredential && navigator.credentials) document.querySelectorAll("form[data-passkey]").forEach(enhance);
