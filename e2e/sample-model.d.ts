/** The sample's own writer of models: plain JavaScript, as it is handed out. */
declare module '*/sample/onnx-file.mjs' {
  type Tree = { readonly value: number } | { readonly feature: number; readonly threshold: number; readonly left: Tree; readonly right: Tree };
  type Rates = ReadonlyMap<string, number>;
  export function onnxModel(
    model: { readonly base: number; readonly trees: readonly Tree[] },
    rates: { readonly origin: Rates; readonly destination: Rates; readonly otherwise: number },
  ): Uint8Array;
}
