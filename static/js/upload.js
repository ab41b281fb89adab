/* Uploads: drag or choose files and folders, one row per file with its progress; the form below works alone without
 * this script. What sends them is fetched when it is needed. Markup and words: components/upload.html. */
import { chosen, dropped } from "./dropped.js";
import { fill, sizeInWords } from "./words.js";
import { UploadRow } from "./upload-row.js";

const CSRF_FIELD = "csrf_token";
/** What is said of a file; a box stands in the form as `is_…`. */
const FIELDS = ["folder", "classification", "marking", "note", "request", "document", "seen_version"];
const BOXES = ["special_category", "criminal_data", "police_data", "private"];

/** A field for a whole folder; a plain form could not send one, so it is not in the page. */
function folderField() {
  return Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true, multiple: true });
}

/** In which folders a file lay, as far as it lay in any. */
const placed = (path) => (path.includes("/") ? { path: path.slice(0, path.lastIndexOf("/")) } : {});

/** Rows of files that are waiting or on their way; leaving the page would lose them. */
const underWay = new Set();

function warn(event) {
  event.preventDefault();
}

/** Asks before the page is left, for as long as something is lost by it; the browser has its own words for that. */
function keepHere(row, isUnderWay) {
  underWay[isUnderWay ? "add" : "delete"](row);
  window[underWay.size ? "addEventListener" : "removeEventListener"]("beforeunload", warn);
}

class Zone {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.form = element.querySelector("form");
    this.input = element.querySelector('input[type="file"]');
    this.rows = element.querySelector("[data-upload-rows]");
    this.queue = [];
    this.current = null;
    this.hasNew = false;
    this.enhance();
  }

  /** Swaps the plain field and button for one button that opens the file chooser, and takes dropped files. */
  enhance() {
    this.element.querySelector("[data-upload-send]").hidden = true;
    this.input.hidden = true;
    this.offer("[data-upload-choose]", this.input);
    if (this.input.multiple) this.offer("[data-upload-choose-folder]", folderField());
    for (const name of ["dragenter", "dragover"]) this.form.addEventListener(name, (event) => this.welcome(event));
    for (const name of ["dragleave", "drop"]) this.form.addEventListener(name, () => this.form.classList.remove("is-over"));
    this.form.addEventListener("drop", async (event) => {
      event.preventDefault();
      const said = this.said();
      this.take(await dropped(event.dataTransfer), said);
    });
  }

  /** Shows the button that opens the chooser of a field. */
  offer(selector, input) {
    const button = this.element.querySelector(selector);
    button.hidden = false;
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.take(chosen(input.files), this.said());
      input.value = "";
    });
  }

  welcome(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.form.classList.add("is-over");
  }

  /** What the form says now: it holds for what is dropped now, whatever is changed for the next ones. */
  said() {
    const fields = new FormData(this.form);
    const said = { workspace: this.words.workspace };
    for (const name of FIELDS) if (fields.get(name)) said[name] = fields.get(name);
    for (const name of BOXES) if (fields.has(`is_${name}`)) said[name] = "true";
    return said;
  }

  take(all, said) {
    const found = this.input.multiple ? all : all.slice(0, 1);
    for (const { file, path } of found) {
      const row = new UploadRow(this.element, path, () => keepHere(row, false));
      keepHere(row, true);
      this.rows.append(row.element);
      this.rows.hidden = false;
      const fault = this.faultOf(file);
      if (fault) row.fail(fault);
      else this.queue.push({ file, row, said: { ...said, filename: file.name, ...placed(path) } });
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

  async sendNext() {
    if (this.current) return;
    const next = this.queue.shift();
    if (!next) return void this.refresh();
    if (next.row.isStopped) return void this.sendNext();
    this.current = next.row;
    try {
      const { send } = await import(this.words.sender);
      if (!next.row.isStopped) return void this.send(send, next);
    } catch {
      next.row.fail(this.words.sayBroken);
    }
    this.free(next.row);
  }

  send(send, { file, row, said }) {
    const sending = send({
      file,
      row,
      said,
      address: this.words.uploads,
      token: new FormData(this.form).get(CSRF_FIELD) ?? "",
      paused: () => this.free(row),
      ended: () => {
        this.hasNew ||= row.isSaved;
        this.free(row);
      },
    });
    row.start(sending);
  }

  /** The next may go; what is paused holds up nobody. */
  free(row) {
    if (this.current === row) this.current = null;
    this.sendNext();
  }

  /** The list is asked for anew when the last file is in; where there is none, the page it belongs to. */
  refresh() {
    if (!this.hasNew) return;
    this.hasNew = false;
    if (this.words.then && !underWay.size) return void window.location.assign(this.words.then);
    if (!this.words.refresh) return;
    document.body.dispatchEvent(new CustomEvent(this.words.refresh, { bubbles: true }));
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
