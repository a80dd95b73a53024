/* A signature as strokes of x and y: no time, no pressure, so it can never serve to recognise someone by how he writes. */
"use strict";
for (const box of document.querySelectorAll("[data-signature]")) {
  const field = document.getElementById(box.dataset.signature);
  const canvas = box.querySelector("canvas");
  const state = box.querySelector("[data-signature-state]");
  box.hidden = false;
  const pad = new SignaturePad(canvas, {minWidth: 1.75, maxWidth: 1.75, penColor: "#17212b"});
  let width = canvas.offsetWidth;

  const strokes = () => pad.toData().map((stroke) => stroke.points.map((point) => [Math.round(point.x), Math.round(point.y)]));
  const draw = (lines, factor) => pad.fromData(lines.map((line) => ({
    minWidth: 1.75, maxWidth: 1.75, penColor: "#17212b", dotSize: 2,
    points: line.map(([x, y], index) => ({x: x * factor, y: y * factor, time: index * 16, pressure: 0.5})),
  })));
  const store = () => {
    const lines = strokes();
    field.value = lines.length ? JSON.stringify({width: canvas.offsetWidth, height: canvas.offsetHeight, strokes: lines}) : "";
    state.textContent = lines.length ? state.dataset.drawn : state.dataset.empty;
  };
  const fit = () => {
    const lines = strokes();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    draw(lines, canvas.offsetWidth / width);
    width = canvas.offsetWidth;
    store();
  };

  const earlier = field.value;
  fit();
  if (earlier) {
    try {
      const kept = JSON.parse(earlier);
      draw(kept.strokes, canvas.offsetWidth / kept.width);
      store();
    } catch { /* an unreadable value is no signature: the box stays empty */ }
  }
  pad.addEventListener("endStroke", store);
  addEventListener("resize", () => { if (canvas.offsetWidth !== width) fit(); });
  box.querySelector("[data-signature-undo]").onclick = () => { const lines = strokes(); lines.pop(); pad.clear(); draw(lines, 1); store(); };
  box.querySelector("[data-signature-clear]").onclick = () => { pad.clear(); store(); };
}
