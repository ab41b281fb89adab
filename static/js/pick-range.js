/* Shift and a click ticks, or unticks, everything between this box and the one before; without scripts each box works by itself. */
const BOX = "input.sz-pick[type=checkbox]";
let before = null;

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(BOX);
  if (!box) return;
  const boxes = [...document.querySelectorAll(BOX)].filter((each) => each.name === box.name);
  const [from, to] = [boxes.indexOf(before), boxes.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) {
    for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
  }
  before = box;
});
