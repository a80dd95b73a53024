/* After a refused form: focus on the list of errors, and its links put the cursor in the field. */
"use strict";
{
  const summary = document.querySelector("[data-error-summary]");
  summary?.focus();
  summary?.addEventListener("click", (event) => {
    const field = event.target.closest("a") && document.getElementById(event.target.closest("a").hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest("fieldset, .utrecht-form-field") || field).scrollIntoView({block: "start"});
    field.focus({preventScroll: true});
  });
}
