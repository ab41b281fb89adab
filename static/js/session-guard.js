/* When the connection, the session or the server fails: say so above the page and leave what was typed alone. */
import { goToNotices, notices, say, unsay } from "./notices.js";

window.addEventListener("offline", () => say("say-offline"));
window.addEventListener("online", () => unsay("say-offline"));

// Offline: a form answers with the alert instead of losing the page.
window.addEventListener(
  "submit",
  (event) => {
    if (navigator.onLine || event.target.method === "dialog") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("say-offline");
    goToNotices();
  },
  true,
);

// An error page as the answer to htmx: show its #problem above, do not put a whole page into the region.
// A region with messages (422, 409) has no #problem and is swapped as usual.
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (!/\sid="problem"/.test(ctx.text) || !notices()) return;
  ctx.target = notices();
  ctx.select = "#problem";
  ctx.swap = "innerHTML ignoreTitle:true";
  ctx.push = ctx.replace = undefined;
  ctx.toNotices = true;
});

document.addEventListener("htmx:after:swap", (event) => {
  if (!event.detail.ctx.toNotices) return;
  for (const heading of notices().querySelectorAll("h1")) heading.setAttribute("aria-level", "2");
  goToNotices();
});

// No answer at all.
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx?.response || event.detail.error?.name === "AbortError") return;
  say(navigator.onLine ? "say-failed" : "say-offline");
  goToNotices();
});

document.addEventListener("htmx:before:request", () => unsay("say-failed"));
