/* The order matters: htmx, then its CSP extension, then our own small helpers;
 * session-guard before submit-once, so that a form stopped offline is not held as sent. */
import "../../node_modules/htmx.org/dist/htmx.esm.js";
import "../../node_modules/htmx.org/dist/ext/hx-csp.js";
import "./session-guard.js";
import "./submit-once.js";
import "./focus.js";
import "./menu.js";
import "./bell.js";
import "./shortcuts.js";
import "./upload.js";
import "./redact.js";
import "./pick-range.js";
import "./drag-bars.js";
