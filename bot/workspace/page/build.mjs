// Bundles the page into dist/: the same source and lock file give the same bytes on every machine.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { context, build } from "esbuild";

const options = {
  entryPoints: { page: "src/main.tsx" },
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  minify: true,
  format: "esm",
  target: ["es2022", "chrome115", "firefox115", "safari16.4"],
  define: { "process.env.NODE_ENV": '"production"' },
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  outdir: "dist",
  logLevel: "info",
};

/** The licence texts of every package that ended up in the bundle: their terms ask that they travel with it. */
async function licences(metafile) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const parts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
    const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? (await readFile(`${folder}/${file}`, "utf8")).replaceAll("\r\n", "\n").trim() : "";
    parts.push(`${name} ${version} (${license})\n\n${text}\n`);
  }
  return parts.join(`\n${"-".repeat(78)}\n\n`);
}

/** index.html names its files by their content, so that a browser never mixes an old script with a new style. */
async function index() {
  let html = await readFile("src/index.html", "utf8");
  for (const name of ["page.js", "page.css"]) {
    const hash = createHash("sha256").update(await readFile(`dist/${name}`)).digest("hex").slice(0, 12);
    html = html.replace(`/page/${name}`, `/page/${name}?v=${hash}`);
  }
  await writeFile("dist/index.html", html);
}

/** What dist/ was built from, as sha256sum writes it: so that a forgotten rebuild is found where there is no Node, too. */
async function sources() {
  const names = ["build.mjs", "package-lock.json", ...(await readdir("src")).map((name) => `src/${name}`)].sort();
  const lines = names.map(async (name) => `${createHash("sha256").update(await readFile(name)).digest("hex")}  ${name}\n`);
  return (await Promise.all(lines)).join("");
}

/** Runs test/ in Node, bundled for it: TypeScript as it is written, without a browser. */
async function test() {
  const entryPoints = (await readdir("test")).sort().map((name) => `test/${name}`);
  const outdir = await mkdtemp(join(tmpdir(), "muster-page-"));
  const target = { platform: "node", format: "esm", outExtension: { ".js": ".mjs" }, bundle: true };
  await build({ ...target, entryPoints, outdir });
  const { status } = spawnSync(process.execPath, ["--test", outdir], { stdio: "inherit" });
  await rm(outdir, { recursive: true });
  process.exitCode = status ?? 1;
}

/** Every block on one page, for people who change how blocks look and for the browser tests: gallery/index.html. */
async function gallery() {
  await build({ ...options, entryPoints: { gallery: "gallery/gallery.tsx" }, format: "iife", splitting: false, metafile: false, outdir: "gallery/out" });
}

if (process.argv.includes("--gallery")) {
  await gallery();
} else if (process.argv.includes("--test")) {
  await test();
} else if (process.argv.includes("--watch")) {
  const watching = await context({ ...options, plugins: [{ name: "index", setup: (b) => b.onEnd(index) }] });
  await watching.watch();
} else {
  await rm("dist", { recursive: true, force: true });
  await mkdir("dist");
  const { metafile } = await build(options);
  await writeFile("dist/LICENSES.txt", await licences(metafile));
  await writeFile("dist/SOURCES.sha256", await sources());
  await index();
}
