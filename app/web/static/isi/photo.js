// Shrinks a photo where it is chosen: an old line carries 300 KB, not 8 MB, and no place of taking.
(function (isi) {
  "use strict";
  const LONGEST = 1600; // pixels, where the question does not say
  const QUALITY = 0.8;

  // Told once the engine holds the photo: choosing it was long before.
  const tell = () => setTimeout(() => document.dispatchEvent(new CustomEvent("isi:foto")), 0);

  // Answers a JPEG within `most` pixels; a file that is no picture the browser can read stays as it is.
  async function shrink(file, most) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
    if (!picture) { return file; }
    const scale = Math.min(1, (most || LONGEST) / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // under what was transparent
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob) { return file; }
    const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
    return new File([blob], name, { type: "image/jpeg" });
  }

  isi.shrink = (file, most) => shrink(file, most).finally(tell);
})(self.isi = self.isi || {});
