/* One file on its way: name, amount and time left, native progress, stop; an error stays in its row. */
import { fill, sizeInWords } from "./words.js";

const MIN_SECONDS_TO_GUESS = 1;

export class UploadRow {
  constructor(zone, file) {
    this.words = zone.dataset;
    this.status = zone.querySelector("[data-upload-say]");
    this.name = file.name;
    this.isStopped = false;
    const template = zone.querySelector("template[data-upload-row]");
    this.element = template.content.firstElementChild.cloneNode(true);
    for (const place of this.element.querySelectorAll("[data-name]")) place.textContent = file.name;
    this.bar = this.element.querySelector("progress");
    this.bar.setAttribute("aria-label", file.name);
    this.state = this.element.querySelector("[data-state]");
    this.stop = this.element.querySelector("[data-stop]");
    this.remove = this.element.querySelector("[data-remove]");
    this.stop.addEventListener("click", () => this.cancel());
    this.remove.addEventListener("click", () => this.takeAway());
  }

  start(request) {
    this.request = request;
    this.began = performance.now();
    this.announce(this.words.sayStarted);
  }

  progress(done, total) {
    this.bar.value = Math.round((100 * done) / total);
    const amount = fill(this.words.saySize, { done: sizeInWords(done), total: sizeInWords(total) });
    const left = this.timeLeft(done, total);
    this.state.textContent = left ? `${amount}, ${left}` : amount;
  }

  timeLeft(done, total) {
    const seconds = (performance.now() - this.began) / 1000;
    if (seconds < MIN_SECONDS_TO_GUESS || done >= total) return "";
    const left = (seconds * (total - done)) / done;
    return left > 90
      ? fill(this.words.sayMinutes, { left: Math.round(left / 60) })
      : fill(this.words.saySeconds, { left: Math.ceil(left) });
  }

  /** Everything is sent; the server is looking at it. */
  check() {
    this.bar.removeAttribute("value");
    this.stop.hidden = true;
    this.state.textContent = this.words.sayChecking;
  }

  finish() {
    this.end(this.words.saySaved);
    this.announce(this.words.sayDone);
  }

  fail(message) {
    this.end("");
    const place = this.element.querySelector("[data-error]");
    this.element.querySelector("br").hidden = false;
    this.element.classList.add("is-wrong");
    place.hidden = false;
    place.textContent = message;
    this.announce(`${this.words.sayFailed} ${message}`);
  }

  end(words) {
    this.isStopped = true;
    const hadFocus = this.stop === document.activeElement;
    this.bar.remove();
    this.stop.hidden = true;
    this.remove.hidden = false;
    this.state.textContent = words;
    if (hadFocus) this.remove.focus();
  }

  cancel() {
    if (this.request) this.request.abort();
    else this.fail(this.words.sayStopped);
  }

  takeAway() {
    const list = this.element.parentElement;
    const next = this.element.nextElementSibling ?? this.element.previousElementSibling;
    this.element.remove();
    list.hidden = list.children.length === 0;
    (next?.querySelector("button:not([hidden])") ?? list.parentElement.querySelector("[data-upload-choose]")).focus();
  }

  announce(sentence) {
    this.status.textContent = fill(sentence, { name: this.name });
  }
}
