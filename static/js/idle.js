/* Locks a page that nobody touches for data-idle-seconds, and never shows a page from the browser's own store again. */
"use strict";
{
  const {idleSeconds, lockUrl} = document.body.dataset;
  const limit = Number(idleSeconds) * 1000;
  let last = Date.now();
  const empty = () => { document.title = ""; document.body.replaceChildren(); };
  const check = () => {
    if (Date.now() - last < limit) return;
    last = Infinity;
    document.dispatchEvent(new Event("house:leave"));
    empty();
    location.replace(lockUrl);
  };
  if (limit && lockUrl) {
    for (const kind of ["pointerdown", "keydown", "scroll", "touchstart"]) {
      addEventListener(kind, () => { check(); last = Date.now(); }, {passive: true, capture: true});
    }
    setInterval(check, 1000);
    document.addEventListener("visibilitychange", check);
  }
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    empty();
    location.reload();
  });
}
