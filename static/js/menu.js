/* The person's menu closes by itself: with Escape, by a click beside it, or when the focus leaves. */

const menu = () => document.querySelector("details.sz-me[open]");

document.addEventListener("click", (event) => {
  const open = menu();
  if (open && !open.contains(event.target)) open.open = false;
});

document.addEventListener("focusin", (event) => {
  const open = menu();
  if (open && !open.contains(event.target)) open.open = false;
});

document.addEventListener("keydown", (event) => {
  const open = menu();
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
