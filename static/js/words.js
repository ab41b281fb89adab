/* Words come from the page (templates and data attributes), never from a script. */

/** Fills the {name} places of a sentence. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const formats = new Map();

/** Writes a number of bytes in the language of the page: 640 kB, 8,4 MB. */
export function sizeInWords(bytes) {
  const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  const amount = bytes / divisor;
  const digits = amount < 10 && unit !== "kilobyte" ? 1 : 0;
  const key = unit + digits;
  if (!formats.has(key)) {
    const options = { style: "unit", unit, maximumFractionDigits: digits };
    formats.set(key, new Intl.NumberFormat(document.documentElement.lang, options));
  }
  return formats.get(key).format(bytes > 0 && amount < 1 ? 1 : amount);
}
