/* Uploads: drag or choose, one row per file with its progress; the form below works alone without this script.
 * Markup and words: components/upload.html. */
import { fill, sizeInWords } from "./words.js";
import { UploadRow } from "./upload-row.js";

const CSRF_FIELD = "csrf_token";

/** Makes the key of one sending, so that a repeated one is recognised (a random UUID, also without https). */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

class Zone {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.form = element.querySelector("form");
    this.input = element.querySelector('input[type="file"]');
    this.rows = element.querySelector("[data-upload-rows]");
    this.queue = [];
    this.isSending = false;
    this.enhance();
  }

  /** Swaps the plain field and button for one button that opens the file chooser, and takes dropped files. */
  enhance() {
    const choose = this.element.querySelector("[data-upload-choose]");
    this.element.querySelector("[data-upload-send]").hidden = true;
    this.input.hidden = true;
    choose.hidden = false;
    choose.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => {
      this.take([...this.input.files]);
      this.input.value = "";
    });
    for (const name of ["dragenter", "dragover"]) this.form.addEventListener(name, (event) => this.welcome(event));
    for (const name of ["dragleave", "drop"]) this.form.addEventListener(name, () => this.form.classList.remove("is-over"));
    this.form.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
  }

  welcome(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.form.classList.add("is-over");
  }

  take(files) {
    for (const file of files) {
      const row = new UploadRow(this.element, file);
      this.rows.append(row.element);
      this.rows.hidden = false;
      const fault = this.faultOf(file);
      if (fault) row.fail(fault);
      else this.queue.push({ file, row });
    }
    this.sendNext();
  }

  /** Says what is wrong with a file before anything is sent. */
  faultOf(file) {
    const limit = Number(this.words.maxBytes);
    if (file.size === 0) return this.words.sayEmpty;
    if (limit && file.size > limit) {
      return fill(this.words.sayLarge, { size: sizeInWords(file.size), limit: sizeInWords(limit) });
    }
    return "";
  }

  sendNext() {
    if (this.isSending) return;
    const next = this.queue.shift();
    if (!next) return;
    if (next.row.isStopped) return void this.sendNext();
    this.isSending = true;
    this.send(next.file, next.row);
  }

  send(file, row) {
    const body = new FormData(this.form);
    body.delete(this.input.name);
    body.set(this.input.name, file, file.name);
    body.set("form_key", newKey());
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.responseType = "document";
    request.setRequestHeader("X-CSRF-Token", body.get(CSRF_FIELD) ?? "");
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("HX-Request-Type", "partial");
    request.upload.addEventListener("progress", (event) => row.progress(event.loaded, event.total));
    request.upload.addEventListener("load", () => row.check());
    request.addEventListener("load", () => this.answer(request, row));
    request.addEventListener("error", () => row.fail(this.words.sayBroken));
    request.addEventListener("abort", () => row.fail(this.words.sayStopped));
    request.addEventListener("loadend", () => {
      this.isSending = false;
      this.sendNext();
    });
    row.start(request);
    request.send(body);
  }

  answer(request, row) {
    const elsewhere = request.getResponseHeader("HX-Redirect");
    if (elsewhere) return void location.assign(elsewhere);
    if (request.status >= 400) {
      const told = request.response?.querySelector(".utrecht-form-field-error-message, .sz-errors p, #problem-detail");
      return row.fail(told?.textContent.trim() || this.words.sayRefused);
    }
    row.finish();
    if (this.words.refresh) document.body.dispatchEvent(new CustomEvent(this.words.refresh, { bubbles: true }));
  }
}

const zones = new WeakSet();

function enhanceZones() {
  for (const element of document.querySelectorAll("[data-upload]")) {
    if (zones.has(element)) continue;
    zones.add(element);
    new Zone(element);
  }
}

enhanceZones();
document.addEventListener("htmx:after:swap", enhanceZones);
// A file dropped beside the zone would replace the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (event.dataTransfer?.types.includes("Files") && !event.target.closest?.("input[type=file]")) event.preventDefault();
  });
}
