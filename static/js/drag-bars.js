/* A bar of the year calendar that one may move is dragged to other days, whole days at a time. Dropped, the form of its
 * own page is sent with the new days; undoing stands on the page that follows. Without scripts, and by keyboard, that
 * page itself is the way. */
const BAR = "a[data-move]";
const SLACK = 4; // pixels before a press is no click any more
const DAY_MS = 86_400_000;
let drag = null;
let wasDragged = false;

const day = (iso, days) => new Date(Date.parse(`${iso}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

function inWords(iso) {
  const words = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return words.format(Date.parse(`${iso}T00:00Z`));
}

/** Gives how many whole days the pointer has come from where it was put down. */
function daysFrom({ svg, from }, x) {
  const { left, right, days } = svg.dataset;
  const pixels = (svg.getBoundingClientRect().width * (right - left)) / svg.viewBox.baseVal.width;
  return Math.round(((x - from) * days) / pixels);
}

function show(days) {
  const { bar, svg, label } = drag;
  const { left, right, days: inAll } = svg.dataset;
  bar.setAttribute("transform", `translate(${(days * (right - left)) / inAll} 0)`);
  const [first, last] = [bar.dataset.first, bar.dataset.last].map((each) => inWords(day(each, days)));
  label.textContent = `${first} – ${last}`;
  drag.days = days;
}

function begin() {
  const box = drag.bar.getBBox();
  const label = document.createElementNS("http://www.w3.org/2000/svg", "text");
  label.setAttribute("class", "t-strong t-drag");
  label.setAttribute("x", Math.min(box.x, 1000));
  label.setAttribute("y", box.y - 4);
  label.setAttribute("role", "status");
  drag.svg.append(label);
  drag.bar.classList.add("is-dragged");
  drag.label = label;
}

function end() {
  if (!drag) return null;
  const { bar, label, days = 0 } = drag;
  drag = null;
  if (!label) return null;
  label.remove();
  bar.classList.remove("is-dragged");
  return { bar, days };
}

function cancel() {
  end()?.bar.removeAttribute("transform");
}

/** Fetches a page as a document; text made into one is kept out by the policy for trusted types. */
const pageAt = (address) =>
  new Promise((give, fail) => {
    const asking = new XMLHttpRequest();
    asking.open("GET", address);
    asking.responseType = "document";
    asking.addEventListener("load", () => give(asking.response));
    asking.addEventListener("error", fail);
    asking.send();
  });

/** Sends the form of the move page with the new days, as they stood on this screen when it was read. */
async function move(bar, days) {
  const to = { starts_on: day(bar.dataset.first, days), ends_on: day(bar.dataset.last, days) };
  const address = `${bar.dataset.move}?${new URLSearchParams(to)}`;
  try {
    const page = await pageAt(address);
    const form = document.importNode(page.getElementById("move-form"), true);
    form.elements.seen_version.value = bar.dataset.version;
    form.hidden = true;
    document.body.append(form);
    form.requestSubmit();
  } catch {
    location.assign(address);
  }
}

document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest?.(BAR);
  wasDragged = false;
  if (!bar || event.button !== 0 || !event.isPrimary) return;
  drag = { bar, svg: bar.ownerSVGElement, from: event.clientX };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.label) {
    if (Math.abs(event.clientX - drag.from) < SLACK) return;
    begin();
    wasDragged = true;
  }
  event.preventDefault();
  show(daysFrom(drag, event.clientX));
});

document.addEventListener("pointerup", () => {
  const dropped = end();
  if (dropped?.days) move(dropped.bar, dropped.days);
  else dropped?.bar.removeAttribute("transform");
});

document.addEventListener("pointercancel", cancel);
document.addEventListener("keydown", (event) => event.key === "Escape" && cancel());
document.addEventListener("dragstart", (event) => event.target.closest?.(BAR) && event.preventDefault());
document.addEventListener(
  "click",
  (event) => {
    if (!wasDragged) return;
    wasDragged = false;
    if (event.target.closest?.("svg.sz-line")) event.preventDefault();
  },
  true,
);
