// Runs the layout beside the page's thread: ten thousand nodes must not stop a key from being heard.
import { layOut, type LayoutInput } from './layout';

/** What is asked and answered; arrays change hands and are not copied. */
export type LayoutAsk = { readonly id: number; readonly input: LayoutInput };
export type LayoutAnswer = { readonly id: number; readonly layout: ReturnType<typeof layOut> };

self.addEventListener('message', ({ data }: MessageEvent<LayoutAsk>) => {
  const layout = layOut(data.input);
  const { layer, x, y, bendStart, bends } = layout;
  self.postMessage({ id: data.id, layout } satisfies LayoutAnswer, { transfer: [layer.buffer, x.buffer, y.buffer, bendStart.buffer, bends.buffer] });
});
