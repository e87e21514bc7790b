// Small manners of the demo page: empty a form once sent, keep the last message in view, send with Enter.
"use strict";

if (window.Idiomorph) {
  window.Idiomorph.defaults.ignoreActiveValue = true;
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && event.detail.successful) {
    form.reset();
  }
});

document.addEventListener("htmx:sseMessage", (event) => {
  const log = event.target;
  if (log instanceof HTMLElement && log.getAttribute("role") === "log") {
    log.scrollTop = log.scrollHeight;
  }
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (field instanceof HTMLTextAreaElement && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    field.form.requestSubmit();
  }
});
