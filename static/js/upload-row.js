/* One file on its way: name, amount and time left, native progress, pause, stop; an error stays in its row. */
import { fill, sizeInWords } from "./words.js";

const MIN_SECONDS_TO_GUESS = 1;

export class UploadRow {
  /** `ended` is called once: when the file is saved, refused or stopped. */
  constructor(zone, path, ended) {
    this.ended = ended;
    this.words = zone.dataset;
    this.status = zone.querySelector("[data-upload-say]");
    this.name = path;
    this.isStopped = false;
    this.isSaved = false;
    const template = zone.querySelector("template[data-upload-row]");
    this.element = template.content.firstElementChild.cloneNode(true);
    for (const place of this.element.querySelectorAll("[data-name]")) place.textContent = path;
    this.bar = this.element.querySelector("progress");
    this.bar.setAttribute("aria-label", path);
    this.state = this.element.querySelector("[data-state]");
    this.stop = this.element.querySelector("[data-stop]");
    this.hold = this.element.querySelector("[data-pause]");
    this.resume = this.element.querySelector("[data-resume]");
    this.again = this.element.querySelector("[data-again]");
    this.remove = this.element.querySelector("[data-remove]");
    this.stop.addEventListener("click", () => this.cancel());
    this.hold.addEventListener("click", () => this.sending?.pause());
    for (const button of [this.resume, this.again]) button.addEventListener("click", () => this.sending?.start());
    this.remove.addEventListener("click", () => this.takeAway());
  }

  start(sending) {
    this.sending = sending;
    this.announce(this.words.sayStarted);
  }

  /** Bytes go out from now on, for the first time or again. */
  send() {
    this.began = performance.now();
    this.before = null;
    this.show({ hold: true });
  }

  /** No connection, or a server that cannot take it now: it goes on by itself. */
  wait(isOnline) {
    const words = isOnline ? this.words.sayBusy : this.words.sayWaiting;
    this.show({ hold: true, again: true });
    this.state.textContent = words;
    if (this.told !== words) this.announce(`${this.name}: ${words}`);
    this.told = words;
  }

  pause() {
    this.show({ resume: true });
    this.state.textContent = this.words.sayPaused;
    this.resume.focus();
  }

  /** Shows the buttons that make sense now. */
  show({ hold = false, resume = false, again = false, stop = true }) {
    const hadFocus = [this.resume, this.again].find((button) => button === document.activeElement);
    this.again.hidden = !again;
    this.hold.hidden = !hold;
    this.resume.hidden = !resume;
    this.stop.hidden = !stop;
    if (hadFocus?.hidden && hold) this.hold.focus();
  }

  progress(done, total) {
    this.before ??= done;
    this.told = "";
    this.show({ hold: true });
    this.bar.value = Math.round((100 * done) / total);
    const amount = fill(this.words.saySize, { done: sizeInWords(done), total: sizeInWords(total) });
    const left = this.timeLeft(done, total);
    this.state.textContent = left ? `${amount}, ${left}` : amount;
  }

  timeLeft(done, total) {
    const seconds = (performance.now() - this.began) / 1000;
    if (seconds < MIN_SECONDS_TO_GUESS || done <= this.before || done >= total) return "";
    const left = (seconds * (total - done)) / (done - this.before);
    return left > 90
      ? fill(this.words.sayMinutes, { left: Math.round(left / 60) })
      : fill(this.words.saySeconds, { left: Math.ceil(left) });
  }

  /** Everything is sent; the server is looking at it. */
  check() {
    this.bar.removeAttribute("value");
    this.show({ stop: false });
    this.state.textContent = this.words.sayChecking;
  }

  finish() {
    this.isSaved = true;
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
    this.ended();
    const hadFocus = [this.stop, this.hold, this.resume, this.again].includes(document.activeElement);
    this.bar.remove();
    this.show({ stop: false });
    this.remove.hidden = false;
    this.state.textContent = words;
    if (hadFocus) this.remove.focus();
  }

  cancel() {
    if (this.sending) this.sending.stop();
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
