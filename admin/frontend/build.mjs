// Puts the pages' front-end libraries in place: node_modules -> admin/static/vendor/ (never committed).
//   pages.js        Fluent UI web components (those we use), htmx and idiomorph, in one script
//   tokens.css      Fluent's light and dark theme as custom properties, so pages have them without a script
//   grid.css        the places of a week's grid as classes, because the pages' policy allows no style in markup
//   LICENSES.txt    what the script is made of, under which terms
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { webDarkTheme, webLightTheme } from "@fluentui/tokens";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const vendor = join(here, "..", "static", "vendor");
const PACKAGES = ["@fluentui/web-components", "@fluentui/tokens", "@microsoft/fast-element", "htmx.org", "idiomorph"];

function block(selector, scheme, theme) {
  const lines = Object.entries(theme).map(([name, value]) => `  --${name}: ${value};`);
  return `${selector} {\n  color-scheme: ${scheme};\n${lines.join("\n")}\n}\n`;
}

function tokens() {
  const dark = block(":root:not([data-theme=light])", "dark", webDarkTheme);
  return [
    block(":root", "light", webLightTheme),
    `@media (prefers-color-scheme: dark) {\n${dark}}\n`,
    block(":root[data-theme=dark]", "dark", webDarkTheme),
  ].join("\n");
}

const ROWS_PER_HOUR = 4; // as in admin/placing.py
const LANES_MAX = 6;

function grid() {
  const lines = [];
  for (let hours = 1; hours <= 24; hours++)
    lines.push(`.week .h${hours} { grid-template-rows: repeat(${hours * ROWS_PER_HOUR}, var(--row)); }`);
  for (let row = 0; row <= 24 * ROWS_PER_HOUR; row++)
    lines.push(`.week .r${row} { grid-row-start: ${row + 1}; } .week .e${row} { grid-row-end: ${row + 1}; }`);
  for (let lanes = 1; lanes <= LANES_MAX; lanes++)
    for (let lane = 0; lane < lanes; lane++)
      lines.push(`.week .l${lane}-${lanes} { margin-left: ${(100 * lane) / lanes}%; width: ${100 / lanes}%; }`);
  return `${lines.join("\n")}\n`;
}

async function licenses() {
  const told = await Promise.all(
    PACKAGES.map(async (name) => {
      const folder = join(root, "node_modules", name);
      const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const text = await readFile(join(folder, "LICENSE"), "utf8").catch(() => "");
      return `${name} ${version} (${license})\n\n${text}`;
    }),
  );
  return told.join("\n\n----\n\n");
}

await mkdir(vendor, { recursive: true });
await build({
  entryPoints: [join(here, "pages.mjs")],
  outfile: join(vendor, "pages.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
await writeFile(join(vendor, "tokens.css"), tokens());
await writeFile(join(vendor, "grid.css"), grid());
await writeFile(join(vendor, "LICENSES.txt"), await licenses());
