/**
 * Makes a picture of a file as it is sent: small enough, upright, and with nothing but its pixels. The browser decodes it, so
 * that formats that the server does not read (SVG, and HEIC where the browser has it) become pictures too.
 */

/** A picture that can be sent, and its size in pixels. @typedef {{blob: Blob, width: number, height: number}} PreparedPicture */

/** The longer side of a picture in pixels, as on the server (SPEC P3). */
const MAX_SIDE = 2_560;

/** Bytes of a file that is read at all: a photo of the best phones has a fifth of it. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;

/** Bytes that the server takes (SPEC P1), with some room. */
const MAX_SENT_BYTES = 9 * 1024 * 1024;

/** Quality of a JPEG, as on the server. */
const QUALITY = 0.9;

/** A picture that is too large for its bytes is made smaller by this. */
const SHRINK = 0.7;

/** Side of a vector drawing that does not say how large it is. */
const VECTOR_SIDE = 1_024;

/** Why a file becomes no picture. */
export class UnusablePicture extends Error {}

/** @param {Blob} file @returns {Promise<PreparedPicture>} */
export async function preparePicture(file) {
  if (file.size > MAX_FILE_BYTES) throw new UnusablePicture("it has too many bytes");
  const source = await decode(file);
  const { width, height } = sizeOf(source);
  let scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const isPhoto = file.type === "image/jpeg";
  try {
    for (;;) {
      const picture = await encode(source, {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
        isPhoto,
      });
      if (picture.blob.size <= MAX_SENT_BYTES) return picture;
      scale *= SHRINK;
    }
  } finally {
    if (source instanceof ImageBitmap) source.close();
  }
}

/** @param {Blob} file @returns {Promise<ImageBitmap | HTMLImageElement>} */
async function decode(file) {
  try {
    // Turned as the file says by itself, also in older browsers.
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    // A vector drawing: only an element reads it, and it runs no script there.
    return decodeElement(file);
  }
}

/** @param {Blob} file @returns {Promise<HTMLImageElement>} */
async function decodeElement(file) {
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    image.src = address;
    await image.decode();
  } catch {
    throw new UnusablePicture("the browser cannot read it");
  } finally {
    URL.revokeObjectURL(address);
  }
  return image;
}

/** @param {ImageBitmap | HTMLImageElement} source */
function sizeOf(source) {
  if (source instanceof ImageBitmap) return source;
  const { naturalWidth: width, naturalHeight: height } = source;
  return width > 0 && height > 0 ? { width, height } : { width: VECTOR_SIDE, height: VECTOR_SIDE };
}

/**
 * @param {ImageBitmap | HTMLImageElement} source
 * @param {{width: number, height: number, isPhoto: boolean}} options
 * @returns {Promise<PreparedPicture>}
 */
async function encode(source, { width, height, isPhoto }) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new UnusablePicture("there is no canvas");
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(source, 0, 0, width, height);
  const blob = await new Promise((resolve) =>
    // Other files may be transparent; the server makes photos of those that are not.
    canvas.toBlob(resolve, isPhoto ? "image/jpeg" : "image/png", QUALITY),
  );
  // Frees the memory at once.
  [canvas.width, canvas.height] = [0, 0];
  if (!(blob instanceof Blob)) throw new UnusablePicture("it has too many pixels");
  return { blob, width, height };
}
