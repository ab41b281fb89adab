/* Draw a place on a page: it fills the fields of the form that marks it. Without this, or by keyboard, the fields are typed in. */

const NAMES = ["left", "top", "width", "height"];
const hundredths = (value) => String(Math.round(value * 1000) / 10);

function prepare(sheet) {
  const form = document.getElementById(sheet.dataset.redact);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const field = (name) => form.elements.namedItem(name);
  const number = (name) => Number.parseFloat(field(name).value.replace(",", ".")) * 100;
  let from = null;
  drawing.classList.add("sz-redact__drawing");
  sheet.querySelector("svg").append(drawing);

  function show() {
    const [left, top, width, height] = NAMES.map(number);
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) drawing.setAttribute(name, value >= 0 ? value : 0);
  }

  function at(event) {
    const place = sheet.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return [within((event.clientX - place.left) / place.width), within((event.clientY - place.top) / place.height)];
  }

  function draw(event) {
    if (!from) return;
    const to = at(event);
    field("left").value = hundredths(Math.min(from[0], to[0]));
    field("top").value = hundredths(Math.min(from[1], to[1]));
    field("width").value = hundredths(Math.abs(from[0] - to[0]));
    field("height").value = hundredths(Math.abs(from[1] - to[1]));
    show();
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = at(event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", draw);
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    draw(event);
    from = null;
    field("ground").focus();
  });
  form.addEventListener("input", show);
  show();
}

for (const sheet of document.querySelectorAll("[data-redact]")) prepare(sheet);
