/* Makes or uses a passkey for a form with data-passkey="create" or "get"; the answer goes into its hidden field. */
"use strict";
{
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const opened = (list) => (list || []).map((key) => ({...key, id: bytes(key.id)}));
  const ask = async (kind, {publicKey}) => {
    const options = {...publicKey, challenge: bytes(publicKey.challenge)};
    if (kind === "create") {
      options.user = {...options.user, id: bytes(options.user.id)};
      options.excludeCredentials = opened(options.excludeCredentials);
    } else options.allowCredentials = opened(options.allowCredentials);
    return navigator.credentials[kind]({publicKey: options});
  };
  const written = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    return {id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: key.getClientExtensionResults()};
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    if (!navigator.credentials || !window.PublicKeyCredential) continue;
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const key = await ask(form.dataset.passkey, JSON.parse(form.dataset.passkeyOptions));
        form.elements.credential.value = JSON.stringify(written(key));
        form.submit();
      } catch {
        form.querySelector("[data-passkey-error]").hidden = false;
        button.focus();
      }
    });
  }
}
