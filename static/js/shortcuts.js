/* Shortcuts are extra: places are two keys ("g m"), so that a stray letter does nothing; silent while typing.
 * The arrows turn a page, unless what has the focus moves by them. A link or field says its own keys in data-keys; a list whose rows j and k walk has data-rows;
 * the link that closes a panel has data-panel-close. */

const FIRST_KEY_LASTS_MS = 1500;
const ALONE = ["/", "+", "-", "ArrowLeft", "ArrowRight"];
let first = "";
let forget = 0;

const isOff = () => document.documentElement.dataset.shortcuts === "off";
const isTyping = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

function go(keys) {
  const place = document.querySelector(`[data-keys="${CSS.escape(keys)}"]`) ?? document.querySelector(`[data-keys="${keys}"]`);
  if (!place) return false;
  if (place.matches("input")) place.focus();
  else place.click();
  return true;
}

function walkRows(step) {
  const list = document.activeElement?.closest("[data-rows]");
  if (!list) return false;
  const links = [...list.children].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const row = [...list.children].find((child) => child.contains(document.activeElement));
  const next = links[links.indexOf(row?.querySelector("a[href]")) + step];
  next?.focus();
  return Boolean(next);
}

function closePanel() {
  const link = document.querySelector("[data-panel-close]");
  link?.click();
  return Boolean(link);
}

/** Opens the list of keys; it is fetched the first time, so that no page carries it along. */
function showKeys() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog) return false;
  dialog.showModal();
  if (!dialog.querySelector("dl")) htmx.ajax("GET", dialog.dataset.from, { target: "#identity-keys", swap: "outerHTML" });
  return true;
}

function remember(key) {
  first = key;
  clearTimeout(forget);
  forget = setTimeout(() => (first = ""), FIRST_KEY_LASTS_MS);
}

function act(key) {
  const keys = first ? `${first} ${key}` : key;
  const started = first;
  first = "";
  if (started) return go(keys);
  if (key === "g") return remember(key) ?? false;
  if (key === "j") return walkRows(1);
  if (key === "k") return walkRows(-1);
  if (key === "Escape") return closePanel();
  if (key === "?") return showKeys();
  if (key.startsWith("Arrow") && document.activeElement?.closest("[tabindex]")) return false;
  return ALONE.includes(key) && go(key);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (act(event.key)) event.preventDefault();
});
