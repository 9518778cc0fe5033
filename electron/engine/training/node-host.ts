/** A script that runs on the runtime which Pilothouse ships. */
export type ForkRequest = {
  readonly script: string;
  readonly args: readonly string[];
  /** Flags of Node's that stood before the script. */
  readonly execArgv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Files that its output is appended to. They exist. */
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * Whoever can run a script on the runtime of the app: in Electron the shell alone can (`utilityProcess.fork`), since the fuse for running
 * the app as Node is off. Output goes on into the files when the engine has ended.
 */
export interface NodeHost {
  /** Resolves once it runs. Rejects where it could not be started. `onExit` is called once, null where the code is not known. */
  fork(request: ForkRequest, onExit: (code: number | null) => void): Promise<{ readonly pid: number }>;
}

/** What runs `node …` where the machine has no Node: a program, or somebody who can fork. */
export type ShippedNode = { readonly version: string } & ({ readonly program: string } | { readonly host: NodeHost });

/** Outside Electron we are a Node ourselves. */
export const OWN_NODE: ShippedNode | null = process.versions['electron'] === undefined ? { version: process.versions.node, program: process.execPath } : null;
