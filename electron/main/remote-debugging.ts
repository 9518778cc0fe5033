/** What opens a door into a running app to whoever is on this machine. */
const DEBUGGING =
  /^(?:--?|\/)(remote-debugging-(?:port|pipe|address|targets|socket-name)|remote-allow-origins|inspect(?:-brk|-wait|-port|-publish-uid)?|debug(?:-brk|-port)?)(?:=|$)/i;

/** The first argument that would let others drive a packaged app, or null. While developing, tests need them. */
export function findDebuggingSwitch(argv: readonly string[], packaged: boolean): string | null {
  if (!packaged) return null;
  return argv.find((argument) => DEBUGGING.test(argument)) ?? null;
}
