/** Test files are threads of one process. A native library that has left the last thread cannot come back: it stays with the process itself. */
export async function setup(): Promise<void> {
  await import('onnxruntime-node');
}
