// Shows the look of a picture in 25 bytes until it is there; without this its colour alone does.

// Luminance and two chroma planes, each a mean and a triangle of cosine waves of four bits.
export function pixels(hash) {
  const bytes = Uint8Array.from(atob(hash), (c) => c.charCodeAt(0));
  const head = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
  const tail = bytes[3] | (bytes[4] << 8);
  const few = Math.max(3, tail & 7);
  const [nx, ny] = tail >> 15 ? [7, few] : [few, 7];
  let at = 10;
  const plane = (mean, scale, wide, tall) => {
    const waves = [[0, 0, mean]];
    for (let y = 0; y < tall; y++)
      for (let x = y ? 0 : 1; x * tall < wide * (tall - y); x++, at++)
        waves.push([x, y, 2 * scale * (((bytes[at >> 1] >> (4 * (at & 1))) & 15) / 7.5 - 1)]);
    return waves;
  };
  const chroma = (from, scale) => plane(((head >> from) & 63) / 31.5 - 1, ((tail >> scale) & 63) / 50.4, 3, 3);
  const planes = [plane((head & 63) / 63, ((head >> 18) & 31) / 31, nx, ny), chroma(6, 3), chroma(12, 9)];
  const [width, height] = [nx, ny].map((n) => Math.round((24 * n) / 7));
  const cosines = (size) => [0, 1, 2, 3, 4, 5, 6].map((k) => Array.from({ length: size }, (_, i) => Math.cos((Math.PI / size) * (i + 0.5) * k)));
  const [across, down] = [cosines(width), cosines(height)];
  const image = new ImageData(width, height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 4) {
      const [light, yellow, rose] = planes.map((waves) => {
        let sum = 0;
        for (const wave of waves) sum += wave[2] * across[wave[0]][x] * down[wave[1]][y];
        return sum;
      });
      const blue = light - (2 / 3) * yellow;
      const red = (3 * light - blue + rose) / 2;
      image.data.set([255 * red, 255 * (red - rose), 255 * blue, 255], i);
    }
  return image;
}

const canvas = document.createElement("canvas");

function paint(image) {
  if (image.complete) return;
  const look = pixels(image.dataset.h);
  [canvas.width, canvas.height] = [look.width, look.height];
  canvas.getContext("2d").putImageData(look, 0, 0);
  image.style.background = `url(${canvas.toDataURL()}) 0 0/100% 100%`;
  image.addEventListener("load", () => (image.style.background = ""), { once: true });
}

const show = (root) => root.querySelectorAll("img[data-h]").forEach(paint);
show(document);
document.addEventListener("htmx:load", (event) => show(event.detail.elt));
