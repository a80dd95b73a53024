/* "Hide the screen": the button, or Escape twice within a second, empties the page and goes to a neutral one. */
"use strict";
{
  const address = document.body.dataset.hideUrl;
  let last = -Infinity;
  const hide = () => {
    document.dispatchEvent(new Event("house:leave"));
    document.title = "";
    document.body.replaceChildren();
    location.replace(address);
  };
  if (address) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (event.timeStamp - last < 1000) hide();
      last = event.timeStamp;
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-hide]")) return;
      event.preventDefault();
      hide();
    });
  }
}
