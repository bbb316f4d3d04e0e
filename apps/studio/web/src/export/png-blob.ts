/**
 * Paints a picture as PNG.
 * @param scale pixels of the image a pixel of the picture
 * @throws Error when the browser cannot draw it
 */
export async function pngBlob(svg: string, scale = 2): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('This browser cannot make a PNG of the picture; save it as SVG.');
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}
