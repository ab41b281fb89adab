/* Where the focus goes: to what is wrong first, else to the heading of what is new. */

const WRONG = '.sz-errors, [aria-invalid="true"]';

function focusOn(element) {
  if (!element) return false;
  const target = element.matches("fieldset") ? element.querySelector("input") : element;
  if (!target.matches("a[href], input, select, textarea, button, [tabindex]")) target.tabIndex = -1;
  target.focus();
  return true;
}

function moveFocus(root) {
  return focusOn(root.querySelector(WRONG)) || focusOn(root.querySelector("[data-focus]"));
}

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.toNotices) return;
  const source = ctx.sourceElement;
  const back = source?.dataset?.returnFocus && document.querySelector(source.dataset.returnFocus);
  if (focusOn(back || null)) return;
  const region = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
  const fresh = region?.isConnected ? region : document.getElementById(region?.id ?? "");
  if (fresh) moveFocus(fresh);
});

if (document.querySelector(WRONG)) moveFocus(document);
