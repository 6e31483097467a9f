/**
 * Gives files to the person: as downloads, or through the share sheet of a phone.
 */

/** When the address of a file is no longer needed: a browser may ask the person first. */
const DOWNLOAD_MS = 60_000;

/** The types of files by format, to ask what can be shared. */
const TYPES = { png: "image/png", svg: "image/svg+xml", pdf: "", json: "application/json" };

/** @param {readonly File[]} files */
export function download(files) {
  for (const file of files) {
    const href = URL.createObjectURL(file);
    const link = Object.assign(document.createElement("a"), { href, download: file.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(href), DOWNLOAD_MS);
  }
}

/** Whether the device can share files of a format. @param {keyof typeof TYPES} format */
export function offersShare(format) {
  const type = TYPES[format];
  if (type === "" || typeof navigator.canShare !== "function") return false;
  return navigator.canShare({ files: [new File([""], `copy.${format}`, { type })] });
}

/** Returns whether the files were shared, and not kept after all. @param {File[]} files */
export async function share(files) {
  try {
    await navigator.share({ files });
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    // The press is too long ago for some browsers, when the work took long.
    download(files);
    return true;
  }
}
