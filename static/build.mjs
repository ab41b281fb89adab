/* Build what the browser gets: `node static/build.mjs` writes static/dist/.
 *
 *   samenzicht.css   design tokens + NL Design System components + static/css, purged against the templates
 *   samenzicht.js    htmx, its hx-csp extension and static/js, as one file
 *   sending.js       what sends files, fetched by samenzicht.js when somebody chooses some
 *   *.woff2          Fira Sans in two weights, and per weight a small file with the letters of names beyond Latin-1
 *   icons.svg        every icon as a <symbol>; mark.svg is the favicon
 *
 * File names carry a hash of their content; manifest.json tells which name became which file. Beside each text
 * file stand its .gz and .br. Nothing happens when no input changed since the last build; --force builds anyway.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const STATIC = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(STATIC);
const DIST = join(STATIC, "dist");
const PACKAGES = join(ROOT, "node_modules");
const FONTS = join(PACKAGES, "@fontsource/fira-sans/files");
const WEIGHTS = [400, 600];
const MAX_EXTRA_FONT_BYTES = 8192;
const FONT_FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "liga", "tnum", "lnum"];
const BROWSERS = ["chrome123", "firefox128", "safari17.5"];
const OWN_ELEMENTS = ["del", "ins", "kbd", "figure", "blockquote", "progress", "details", "dialog"];
const COMPRESSED = new Set([".css", ".js", ".svg", ".json"]);

// The letters of the Latin alphabets of Europe and Turkey that Latin-1 lacks, as code point ranges.
const EXTRA_LETTERS = [[0x100, 0x130], [0x132, 0x151], [0x154, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e]];
const LATIN_1 = [
  [0x20, 0x7e], [0xa0, 0xff], [0x131, 0x131], [0x152, 0x153], [0x2c6, 0x2c6], [0x2da, 0x2da], [0x2dc, 0x2dc],
  [0x2010, 0x2015], [0x2018, 0x201e], [0x2020, 0x2022], [0x2026, 0x2026], [0x2030, 0x2030], [0x2039, 0x203a],
  [0x20ac, 0x20ac], [0x2122, 0x2122], [0x2191, 0x2191], [0x2193, 0x2193], [0x2212, 0x2212],
];

/** Lists the files below a folder, sorted, by ending. */
async function filesBelow(folder, endings) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Lists everything the result depends on: our sources, the templates and the lock of the packages. */
async function listInputs() {
  const own = await Promise.all([
    filesBelow(join(ROOT, "templates"), [".html"]),
    filesBelow(join(STATIC, "css"), [".css"]),
    filesBelow(join(STATIC, "js"), [".js"]),
    filesBelow(join(STATIC, "img"), [".svg"]),
  ]);
  return [...own.flat(), join(ROOT, "package-lock.json"), fileURLToPath(import.meta.url)];
}

/** Gives one hash over the names and the content of the inputs. */
async function fingerprint(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(ROOT, file)}\0`).update(await readFile(file));
  return hash.digest("hex");
}

/** Tells whether the last build was made from these inputs and is still whole. */
function isFresh(inputs) {
  try {
    const last = JSON.parse(readFileSync(join(DIST, "inputs.json"), "utf8"));
    const manifest = JSON.parse(readFileSync(join(DIST, "manifest.json"), "utf8"));
    return last.inputs === inputs && Object.values(manifest).every((file) => existsSync(join(DIST, file)));
  } catch {
    return false;
  }
}

/** Collects output files in memory; each gets its hash in its name. */
class Output {
  manifest = {};
  files = new Map();

  add(name, content) {
    const bytes = Buffer.from(content);
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
    const hashed = `${name.slice(0, -extname(name).length)}.${hash}${extname(name)}`;
    this.manifest[name] = hashed;
    this.files.set(hashed, bytes);
    return hashed;
  }

  /** Writes a fresh folder beside the old one, then swaps, so that a running server never sees half a build. */
  async write(inputs) {
    const fresh = `${DIST}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    for (const [name, bytes] of this.files) {
      await writeFile(join(fresh, name), bytes);
      if (COMPRESSED.has(extname(name))) await writeCompressed(join(fresh, name), bytes);
    }
    await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(this.manifest, null, 2)}\n`);
    await writeFile(join(fresh, "inputs.json"), `${JSON.stringify({ inputs })}\n`);
    await rm(DIST, { recursive: true, force: true });
    await rename(fresh, DIST);
  }
}

async function writeCompressed(path, bytes) {
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

const letters = (ranges) =>
  ranges.map(([first, last]) => String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i))).join("");
const unicodeRange = (ranges) =>
  ranges.map(([first, last]) => (first === last ? `U+${first.toString(16)}` : `U+${first.toString(16)}-${last.toString(16)}`)).join(",");

/** Makes the font files and the @font-face rules that name them. */
async function buildFonts(output) {
  const { default: subsetFont } = await import("subset-font");
  const faces = [];
  for (const weight of WEIGHTS) {
    for (const [part, ranges] of [["latin", LATIN_1], ["latin-ext", EXTRA_LETTERS]]) {
      const source = await readFile(join(FONTS, `fira-sans-${part}-${weight}-normal.woff2`));
      const bytes = await subsetFont(source, letters(ranges), {
        targetFormat: "woff2",
        keepFeatures: FONT_FEATURES,
        noHinting: true,
      });
      if (part === "latin-ext" && bytes.length > MAX_EXTRA_FONT_BYTES) {
        throw new Error(`fira-sans-${part}-${weight}: ${bytes.length} bytes, at most ${MAX_EXTRA_FONT_BYTES}`);
      }
      const file = output.add(`fira-sans-${part}-${weight}.woff2`, bytes);
      faces.push(
        `@font-face{font-family:"Fira Sans";font-style:normal;font-display:swap;font-weight:${weight};` +
          `src:url(${file}) format("woff2");unicode-range:${unicodeRange(ranges)}}`,
      );
    }
  }
  return faces.join("\n");
}

/** Drops the tokens that the bridge in our own sheet sets again on the same element. */
function withoutOverridden(tokens, own) {
  const bridge = own.match(/^\.rhc-theme \{([\s\S]*?)^\}/m)?.[1] ?? "";
  const set = new Set([...bridge.matchAll(/^\s*(--[\w-]+):/gm)].map((match) => match[1]));
  return tokens.replace(/^\s*(--[\w-]+):[^;]*;\n/gm, (line, name) => (set.has(name) ? "" : line));
}

/** Makes the one stylesheet: the packages purged to what the templates use, our own sheet whole (1.4 kB on the wire).
 *  Purging keeps whole class names only: never build a utrecht- or nl- class from pieces in a template. */
async function buildStyles(output, faces) {
  const { PurgeCSS } = await import("purgecss");
  const { transform } = await import("esbuild");
  const own = (await Promise.all((await filesBelow(join(STATIC, "css"), [".css"])).map((f) => readFile(f, "utf8")))).join("\n");
  const tokens = await readFile(join(PACKAGES, "@rijkshuisstijl-community/design-tokens/dist/index.css"), "utf8");
  const components = await readFile(join(PACKAGES, "@rijkshuisstijl-community/components-css/dist/index.css"), "utf8");
  const [purged] = await new PurgeCSS().purge({
    content: [join(ROOT, "templates/**/*.html"), join(STATIC, "js/**/*.js")],
    css: [{ raw: [withoutOverridden(tokens, own), components, own].join("\n") }],
    defaultExtractor: (content) => content.match(/[\w-]+/g) ?? [],
    dynamicAttributes: ["aria-current", "aria-invalid", "aria-disabled", "data-org", "data-kind", "data-scheme", "open"],
    safelist: { standard: OWN_ELEMENTS, deep: [/^sz-/, /^is-/], variables: ["--sz-pupil"] },
    variables: true,
    keyframes: true,
  });
  const { code } = await transform(`${faces}\n${purged.css}`, { loader: "css", minify: true, target: BROWSERS, legalComments: "none" });
  output.add("samenzicht.css", code);
}

/** Bundles htmx, hx-csp and our modules (static/js/main.js names them in order), and what is fetched later. */
async function buildScripts(output) {
  const { build } = await import("esbuild");
  for (const [source, format, name] of [["js/main.js", "iife", "samenzicht.js"], ["js/sending.js", "esm", "sending.js"]]) {
    const result = await build({
      entryPoints: [join(STATIC, source)],
      absWorkingDir: ROOT,
      bundle: true,
      minify: true,
      write: false,
      format,
      target: BROWSERS,
      legalComments: "none",
    });
    output.add(name, result.outputFiles[0].contents);
  }
}

/** Adds the icons without the white space and comments of their sources. */
async function buildImages(output) {
  for (const file of await filesBelow(join(STATIC, "img"), [".svg"])) {
    const text = (await readFile(file, "utf8")).replace(/<!--[\s\S]*?-->/g, "").replace(/>\s+</g, "><").trim();
    output.add(relative(join(STATIC, "img"), file), text);
  }
}

const inputs = await fingerprint(await listInputs());
if (isFresh(inputs) && !process.argv.includes("--force")) {
  console.log("static/dist is up to date");
} else {
  const output = new Output();
  await buildStyles(output, await buildFonts(output));
  await buildScripts(output);
  await buildImages(output);
  await output.write(inputs);
  for (const [name, file] of Object.entries(output.manifest)) {
    const bytes = output.files.get(file);
    const wire = COMPRESSED.has(extname(name)) ? gzipSync(bytes, { level: 9 }).length : bytes.length;
    console.log(`${name.padEnd(32)} ${String(bytes.length).padStart(7)} ${String(wire).padStart(7)} on the wire`);
  }
}
