/* Reads a card aloud, only with a voice that is on this device, so that no text leaves it. Without one the button stays hidden. */
"use strict";
if ("speechSynthesis" in window) {
  const voiceFor = (language) => speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.slice(0, 2) === language.slice(0, 2));
  const offer = () => {
    for (const card of document.querySelectorAll("[data-read-aloud]")) {
      const language = card.lang || document.documentElement.lang || "nl";
      const button = card.querySelector("[data-read-aloud-button]");
      if (!button || !voiceFor(language)) continue;
      button.hidden = false;
      button.onclick = () => toggle(card, button, language);
    }
  };
  const toggle = (card, button, language) => {
    const label = button.querySelector("span");
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const speech = new SpeechSynthesisUtterance(card.querySelector(".pd-read-aloud__text").innerText);
    const start = label.textContent;
    speech.voice = voiceFor(language);
    speech.lang = speech.voice.lang;
    speech.rate = 0.9;
    speech.onstart = () => { label.textContent = button.dataset.stop; };
    speech.onend = speech.onerror = () => { label.textContent = start; };
    speechSynthesis.speak(speech);
  };
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  offer();
}
