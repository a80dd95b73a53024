/* Saves a form while it is filled in: <form data-autosave-url="...">. Nothing is kept on the device.
   Answers: 200 {version, saved_at}, 409 {version, fields}, 401 or a redirect when the session ended. */
"use strict";
for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const line = form.querySelector("[data-save-state]");
  const pause = 1200;
  let dirty = false, busy = false, leaving = false, signedOut = false, waiting = 0, retry = 2000, submitter = null, held = false;

  const say = (state, extra) => {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = line.dataset[state] + (extra ? " " + extra : "");
    if (state !== "login" || !line.dataset.loginUrl) return;
    const link = document.createElement("a");
    link.href = line.dataset.loginUrl; link.target = "_blank"; link.rel = "noopener"; link.textContent = line.dataset.loginText;
    line.append(" ", link);
  };
  const body = () => {
    const data = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
    return data;
  };
  const plan = (after) => { clearTimeout(waiting); waiting = setTimeout(save, after); };
  const later = (state) => { say(state); plan(retry); retry = Math.min(retry * 2, 30000); };
  const version = (value) => { if (value !== undefined && form.elements.version) form.elements.version.value = value; };

  /* Logging in elsewhere changes the form token: take it from a fresh copy of this page. */
  async function renew() {
    const page = await fetch(location.href, {redirect: "manual"});
    if (!page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh?.value ?? field.value;
    return Boolean(fresh);
  }
  async function send() {
    if (signedOut && !(await renew())) return {type: "opaqueredirect"};
    return fetch(form.dataset.autosaveUrl, {
      method: "POST", body: body(), redirect: "manual", headers: {"X-Autosave": "1"},
    });
  }
  async function save() {
    clearTimeout(waiting);
    if (busy) return plan(300);
    if (!navigator.onLine) return later("offline");
    busy = true; dirty = false;
    if (!signedOut) say("saving");
    let answer, content;
    try {
      answer = await send();
      content = answer.ok || answer.status === 409 ? await answer.json() : null;
    } catch {
      answer = {status: 0};
    }
    busy = false;
    const wasSignedOut = signedOut;
    signedOut = false;
    if (answer.ok) return saved(content);
    dirty = true;
    if (answer.status === 409) return conflict(content);
    if (answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 403 && !wasSignedOut)) {
      signedOut = true;
      return later("login");
    }
    if (!answer.status || answer.status >= 500 || answer.status === 429) return later("offline");
    refused();
  }
  function saved(answer) {
    version(answer.version);
    retry = 2000;
    say(dirty ? "unsaved" : "saved", dirty ? "" : answer.saved_at);
    if (dirty) return plan(pause);
    if (held) { held = false; form.requestSubmit(submitter); }
  }
  function refused() {
    say("refused");
    if (held) { held = false; leaving = true; form.requestSubmit(submitter); }
  }

  function conflict(answer) {
    say("conflict");
    held = false;
    const mould = form.querySelector("template[data-conflict]");
    if (!mould || form.querySelector(".pd-conflict")) return;
    const box = mould.content.firstElementChild.cloneNode(true);
    const theirs = Object.entries(answer.fields || {}).map(([name, value]) => [name, [].concat(value).map(String)]);
    const text = (values) => values.join(", ");
    for (const [name, values] of theirs) {
      const mine = new FormData(form).getAll(name);
      if (text(mine) === text(values)) continue;
      box.querySelector("[data-mine]").append(text(mine), "\n");
      box.querySelector("[data-theirs]").append(text(values), "\n");
    }
    box.querySelector("[data-keep]").onclick = () => { version(answer.version); box.remove(); save(); };
    box.querySelector("[data-take]").onclick = () => {
      for (const [name, values] of theirs) for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
        else if (field.type !== "file") field.value = values[0] ?? "";
      }
      version(answer.version); box.remove(); save();
    };
    form.prepend(box);
    box.focus();
  }

  const touched = (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    if (form.querySelector(".pd-conflict")) return;
    if (line?.dataset.state !== "offline" && line?.dataset.state !== "login") { say("unsaved"); plan(event.type === "change" ? 0 : pause); }
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", (event) => {
    if (!dirty && !busy || leaving) { leaving = true; return; }
    event.preventDefault();
    submitter = event.submitter; held = true;
    save();
  });
  addEventListener("online", () => { if (dirty) { retry = 2000; save(); } });
  addEventListener("focus", () => { if (dirty && signedOut) save(); });
  addEventListener("beforeunload", (event) => { if ((dirty || busy) && !leaving) event.preventDefault(); });
  document.addEventListener("house:leave", () => {
    clearTimeout(waiting);
    if (dirty) fetch(form.dataset.autosaveUrl, {method: "POST", body: body(), keepalive: true, headers: {"X-Autosave": "1"}});
    leaving = true;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
}
