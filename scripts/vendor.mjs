/**
 * Copies the few third-party files that browsers are served from the locked npm packages into
 * `static/vendor/`, each with its licence, and lists them in `static/vendor/manifest.json`.
 *
 * `node scripts/vendor.mjs` writes; `node scripts/vendor.mjs --check` writes nothing and fails when
 * the folder differs in any byte from what the packages hold. Files are copied unchanged, so the
 * checksums can be compared with the published packages by anybody.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const VENDOR = join(ROOT, "static", "vendor");

/**
 * What is taken. `files` maps the name here to the path in the package; the type declarations stay
 * beside the modules so that the checker sees through the import as it does for our own files.
 * A package without a licence file gets the text of the licence it declares from `scripts/licences/`.
 */
const PACKAGES = [
  {
    folder: "fluent-bundle",
    name: "@fluent/bundle",
    licence: { id: "Apache-2.0", file: "scripts/licences/Apache-2.0.txt" },
    files: bothForms("esm", [
      "index",
      "ast",
      "builtins",
      "bundle",
      "memoizer",
      "resolver",
      "resource",
      "scope",
      "types",
    ]),
  },
  {
    folder: "idb",
    name: "idb",
    licence: { id: "ISC", file: "node_modules/idb/LICENSE" },
    files: {
      "index.js": "build/index.js",
      ...Object.fromEntries(
        ["index", "entry", "util", "wrap-idb-value", "database-extras", "async-iterators"].map(
          (types) => [`${types}.d.ts`, `build/${types}.d.ts`],
        ),
      ),
    },
  },
  {
    folder: "jsdiff",
    name: "diff",
    licence: { id: "BSD-3-Clause", file: "node_modules/diff/LICENSE" },
    files: {
      "diff/base.js": "libesm/diff/base.js",
      "diff/base.d.ts": "libesm/diff/base.d.ts",
      "diff/character.js": "libesm/diff/character.js",
      "diff/character.d.ts": "libesm/diff/character.d.ts",
      "types.d.ts": "libesm/types.d.ts",
    },
  },
  {
    folder: "sha1",
    name: "sha1-uint8array",
    licence: { id: "MIT", file: "node_modules/sha1-uint8array/LICENSE" },
    files: {
      "index.js": "dist/sha1-uint8array.mjs",
      "index.d.ts": "types/sha1-uint8array.d.ts",
    },
  },
  {
    folder: "socket.io-client",
    name: "socket.io-client",
    licence: { id: "MIT", file: "node_modules/socket.io-client/LICENSE" },
    files: { "socket.io.js": "dist/socket.io.js" },
  },
  {
    folder: "atkinson",
    name: "@fontsource-variable/atkinson-hyperlegible-next",
    licence: {
      id: "OFL-1.1",
      file: "node_modules/@fontsource-variable/atkinson-hyperlegible-next/LICENSE",
    },
    files: {
      "atkinson-latin.woff2": "files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
      "atkinson-latin-ext.woff2": "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    },
  },
  font("patrick-hand", "@fontsource/patrick-hand"),
  font("atkinson-mono", "@fontsource/atkinson-hyperlegible-mono"),
];

/** A font of one weight, for European languages. @param {string} folder @param {string} name  of the package */
function font(folder, name) {
  const file = `files/${name.slice(name.indexOf("/") + 1)}`;
  return {
    folder,
    name,
    licence: { id: "OFL-1.1", file: `node_modules/${name}/LICENSE` },
    files: {
      [`${folder}-latin.woff2`]: `${file}-latin-400-normal.woff2`,
      [`${folder}-latin-ext.woff2`]: `${file}-latin-ext-400-normal.woff2`,
    },
  };
}

/** @param {string} folder @param {string[]} modules @returns {Record<string, string>} */
function bothForms(folder, modules) {
  return Object.fromEntries(
    modules
      .flatMap((module) => [`${module}.js`, `${module}.d.ts`])
      .map((file) => [file, `${folder}/${file}`]),
  );
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Everything `static/vendor/` has to contain, by path inside it.
 * @returns {Promise<Map<string, Buffer>>}
 */
async function expectedTree() {
  const tree = new Map();
  const manifest = [];
  for (const wanted of PACKAGES) {
    const home = join(ROOT, "node_modules", wanted.name);
    const declared = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
    if (declared.license !== wanted.licence.id) {
      throw new Error(`${wanted.name} is now under ${declared.license}: read it before vendoring`);
    }
    const contents = new Map([["LICENSE", await readFile(join(ROOT, wanted.licence.file))]]);
    for (const [file, source] of Object.entries(wanted.files)) {
      contents.set(file, await readFile(join(home, source)));
    }
    requireImports(wanted.folder, contents);
    for (const [file, bytes] of contents) tree.set(`${wanted.folder}/${file}`, bytes);
    manifest.push({
      folder: wanted.folder,
      name: wanted.name,
      version: declared.version,
      licence: wanted.licence.id,
      author: authorOf(declared),
      files: Object.fromEntries([...contents].map(([file, bytes]) => [file, sha256(bytes)])),
    });
  }
  tree.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return tree;
}

/** @param {{author?: string | {name: string}}} declared */
function authorOf({ author }) {
  return typeof author === "string" ? author : (author?.name ?? "see LICENSE");
}

/**
 * A module that a new version of a package adds would be missing only in the browser; it is told here.
 * @param {string} folder @param {Map<string, Buffer>} contents
 */
function requireImports(folder, contents) {
  for (const [file, bytes] of contents) {
    if (!file.endsWith(".js")) continue;
    for (const [, target] of bytes
      .toString("utf8")
      .matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"/gm)) {
      if (!target?.startsWith("./") || !contents.has(target.slice(2))) {
        throw new Error(`${folder}/${file} imports ${target}, which is not vendored`);
      }
    }
  }
}

/** @returns {Promise<Map<string, Buffer>>} */
async function presentTree() {
  const tree = new Map();
  const entries = await readdir(VENDOR, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    tree.set(relative(VENDOR, path).split(sep).join("/"), await readFile(path));
  }
  return tree;
}

/**
 * @param {Map<string, Buffer>} expected @param {Map<string, Buffer>} present
 * @returns {string[]}
 */
function differences(expected, present) {
  const found = [];
  for (const [path, bytes] of expected) {
    const there = present.get(path);
    if (there === undefined) found.push(`missing: ${path}`);
    else if (!there.equals(bytes)) found.push(`changed: ${path}`);
  }
  for (const path of present.keys()) {
    if (!expected.has(path)) found.push(`not ours to keep here: ${path}`);
  }
  return found;
}

/** @param {Map<string, Buffer>} expected */
async function write(expected) {
  await rm(VENDOR, { recursive: true, force: true });
  for (const [path, bytes] of expected) {
    await mkdir(dirname(join(VENDOR, path)), { recursive: true });
    await writeFile(join(VENDOR, path), bytes);
  }
}

const expected = await expectedTree();
if (process.argv.includes("--check")) {
  const found = differences(expected, await presentTree());
  for (const line of found) console.error(`static/vendor: ${line}`);
  if (found.length > 0) {
    console.error("Run: node scripts/vendor.mjs");
    process.exitCode = 1;
  } else {
    console.log(`static/vendor: ${expected.size} files as in the locked packages`);
  }
} else {
  await write(expected);
  console.log(`static/vendor: ${expected.size} files written`);
}
