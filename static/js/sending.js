/* Sending one file in parts that go on after any break (tus). A bundle of its own, fetched when somebody chooses
 * files: see upload.js. */
import { Upload } from "tus-js-client";

const PART_BYTES = 8 * 1024 * 1024;
const RETRY_AFTER_MS = [0, 1000, 2000, 4000];
const LOOK_AGAIN_MS = 5000;
const LONGEST_WAIT_MS = 600_000;
/** Too many asked at once, or a server that starts, is full of work or is away: it passes by itself. */
const PASSING = [429, 502, 503, 504];
const KEY = "samenzicht-upload";

/** Where each upload stands, kept for this tab alone; what the file is called is not kept. */
class TabMemory {
  findAllUploads() {
    return Promise.resolve([]);
  }

  findUploadsByFingerprint(mark) {
    const found = sessionStorage.getItem(`${KEY}:${mark}`);
    return Promise.resolve(found ? [{ ...JSON.parse(found), urlStorageKey: mark }] : []);
  }

  addUpload(mark, { size, creationTime, uploadUrl }) {
    sessionStorage.setItem(`${KEY}:${mark}`, JSON.stringify({ size, creationTime, uploadUrl }));
    return Promise.resolve(mark);
  }

  removeUpload(mark) {
    sessionStorage.removeItem(`${KEY}:${mark}`);
    return Promise.resolve();
  }
}

/** A short mark of a text (FNV-1a, twice), so that no name of a file stays in the tab's memory. */
function markOf(text) {
  return [0x811c9dc5, 0x01000193].map((seed) => {
    let hash = seed;
    for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    return hash.toString(16);
  }).join("");
}

const statusOf = (fault) => fault.originalResponse?.getStatus() ?? 0;
const mayPass = (fault) => !askedWait(fault) && ([0, 408, 409, 423].includes(statusOf(fault)) || statusOf(fault) >= 500);

/** How long the server asks to wait, in milliseconds (RFC 9110, 10.2.3); 0 when it does not ask. */
function askedWait(fault) {
  const said = fault.originalResponse?.getHeader("Retry-After");
  if (!said) return statusOf(fault) === 429 ? LOOK_AGAIN_MS : 0;
  const wait = /^\d+$/.test(said) ? said * 1000 : Date.parse(said) - Date.now();
  return Math.min(Math.max(wait || LOOK_AGAIN_MS, 1000), LONGEST_WAIT_MS);
}

/** What the server says is wrong, in the reader's language. */
function toldBy(fault) {
  try {
    return JSON.parse(fault.originalResponse.getBody()).detail ?? "";
  } catch {
    return "";
  }
}

class Sending {
  constructor({ file, row, address, token, said, paused, ended }) {
    this.row = row;
    this.paused = paused;
    this.ended = ended;
    const mark = markOf(JSON.stringify([said, file.size, file.lastModified]));
    this.upload = new Upload(file, {
      endpoint: address,
      chunkSize: PART_BYTES,
      retryDelays: RETRY_AFTER_MS,
      headers: { "X-CSRF-Token": token },
      metadata: said,
      urlStorage: new TabMemory(),
      fingerprint: () => Promise.resolve(mark),
      removeFingerprintOnSuccess: true,
      onShouldRetry: (fault) => mayPass(fault) && navigator.onLine,
      onProgress: (done, total) => (done < total ? row.progress(done, total) : row.check()),
      onSuccess: () => this.end(() => row.finish()),
      onError: (fault) => this.answer(fault),
    });
    this.goOn = () => this.isWaiting && this.start();
    window.addEventListener("online", this.goOn);
  }

  async begin() {
    const earlier = await this.upload.findPreviousUploads();
    if (earlier.length) this.upload.resumeFromPreviousUpload(earlier[0]);
    this.start();
  }

  start() {
    this.isWaiting = false;
    clearTimeout(this.lookAgain);
    this.row.send();
    this.upload.start();
  }

  /** Without an answer it waits for the connection, and as long as a busy server asks; a no is told in the row. */
  answer(fault) {
    const status = statusOf(fault);
    if ((status === 0 && fault.originalRequest) || PASSING.includes(status)) {
      this.isWaiting = true;
      this.row.wait(status !== 0);
      this.lookAgain = setTimeout(this.goOn, askedWait(fault) || LOOK_AGAIN_MS);
      return;
    }
    const { saySession, sayRefused } = this.row.words;
    this.end(() => this.row.fail(status === 401 ? saySession : toldBy(fault) || sayRefused));
  }

  async pause() {
    this.isWaiting = false;
    clearTimeout(this.lookAgain);
    await this.upload.abort();
    this.row.pause();
    this.paused();
  }

  async stop() {
    this.isWaiting = false;
    clearTimeout(this.lookAgain);
    this.end(() => this.row.fail(this.row.words.sayStopped));
    await this.upload.abort(true).catch(() => {});
  }

  end(show) {
    window.removeEventListener("online", this.goOn);
    show();
    this.ended();
  }
}

/** Sends a file; `paused` is called when it is held, `ended` when it is saved, refused or stopped. */
export function send(wishes) {
  const sending = new Sending(wishes);
  sending.begin();
  return sending;
}
