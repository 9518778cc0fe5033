/** What `npm run bench` sets for us. */
export function needed(name: 'PILOTHOUSE_ELECTRON' | 'PILOTHOUSE_ROOT'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: benchmarks of the window are started by \`npm run bench\``);
  return value;
}
