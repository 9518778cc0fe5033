import { bridge } from '../data/bridge';
import { fileName } from './export-menu';
import { notify } from './notices';

/** Twice as many pixels as on the screen: it is looked at elsewhere, and larger. */
const SCALE = 2;
/** What a picture must bring along, because no style sheet goes with it. */
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor'];

/** The drawing as it looks now, colours of the theme and all. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement; // a clone is of the same kind
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [index, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const name of STYLES) copies[index]?.style.setProperty(name, style.getPropertyValue(name));
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

async function pngOf(svg: SVGSVGElement): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  const canvas = new OffscreenCanvas(Math.ceil(width * SCALE), Math.ceil(height * SCALE));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('nothing to draw on');
  context.fillStyle = getComputedStyle(svg).getPropertyValue('--panel');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Writes a picture where the user wants it, and says how that went. */
export async function savePicture(name: string, picture: Blob): Promise<void> {
  const result = await bridge.savePicture({ name: fileName(name, 'png'), png: new Uint8Array(await picture.arrayBuffer()) });
  if ('failure' in result) notify({ tone: 'bad', word: 'shell.notice.failed', failure: result.failure });
  else if (result.saved) notify({ tone: 'ok', word: 'workspace.export.done' });
}

/** The chart in a place, as a picture. */
export function saveChart(name: string, place: Element | null): void {
  const svg = place?.querySelector<SVGSVGElement>('svg[data-chart], svg.recharts-surface');
  if (!svg) return notify({ tone: 'bad', word: 'workspace.export.failed' });
  pngOf(svg).then(
    (picture) => savePicture(name, picture),
    () => notify({ tone: 'bad', word: 'workspace.export.failed' }),
  );
}
