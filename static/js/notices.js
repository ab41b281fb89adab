/* The live region above the content, filled from the templates in layout/_enhance.html. */

export const notices = () => document.getElementById("notices");

/** Shows the alert of a template, once; returns its element. */
export function say(templateId) {
  const place = notices();
  const template = document.getElementById(templateId);
  if (!place || !template) return null;
  let shown = place.querySelector(`[data-said="${templateId}"]`);
  if (!shown) {
    shown = template.content.firstElementChild.cloneNode(true);
    shown.dataset.said = templateId;
    place.append(shown);
  }
  return shown;
}

/** Takes the alert of a template away again. */
export function unsay(templateId) {
  notices()?.querySelector(`[data-said="${templateId}"]`)?.remove();
}

/** Brings the notices into view and gives them the focus, so that the message is read first. */
export function goToNotices() {
  const place = notices();
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "center" });
}
