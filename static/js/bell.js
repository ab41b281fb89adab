/* Once a minute, while somebody looks at the page: are there new notices? An unchanged number has an empty answer. */
const EVERY = 60_000;

let asked = Date.now();
let timer = setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

async function look() {
  const bell = document.querySelector("[data-bell]");
  if (!bell || document.hidden || !navigator.onLine || Date.now() - asked < EVERY - 1_000) return;
  asked = Date.now();
  const answer = await fetch(`${bell.getAttribute("href")}/count?seen=${bell.dataset.bell}`, {
    // Nobody acts here: it does not keep a session going that would end by itself.
    headers: { "X-Background": "true" },
    redirect: "manual",
  }).catch(() => null);
  if (answer?.status === 200) show(bell, await answer.text());
  // Signed out, or not known any more: somebody has to do something first.
  else if (answer && answer.status !== 204 && answer.status < 500) clearInterval(timer);
}

/** Puts the number and its words in the place of the old ones; the focus stays where it was. */
function show(bell, text) {
  const [seen, number, words] = text.split("\n");
  bell.dataset.bell = seen;
  for (const old of bell.querySelectorAll("span")) old.remove();
  if (number) bell.append(span("sz-count", number), span("sz-vh", ` ${words}`));
  else bell.append(span("sz-vh", words));
}

function span(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}
