/* A double click sends once. The button stays readable; it says aria-disabled until the answer is there. */

const WAIT_FOR_DOWNLOAD_MS = 10_000;
const sent = new WeakSet();

const buttonsOf = (form) => [...form.elements].filter((element) => element.type === "submit");

function hold(form) {
  sent.add(form);
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
}

function release(form) {
  if (!sent.delete(form)) return;
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
}

window.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    hold(form);
    if (form.hasAttribute("hx-post")) return;
    // A listener after this one may cancel; and a download answers without leaving the page.
    setTimeout(() => event.defaultPrevented && release(form));
    setTimeout(release, WAIT_FOR_DOWNLOAD_MS, form);
  },
  true,
);

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

// Back to a page that the browser kept: its buttons work again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) release(form);
});
