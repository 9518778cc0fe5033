/** Names of what travels between preload and main. Apart from shell.ts, so that the preload script carries no schemas. */
export const CHANNELS = {
  /** Page → shell, no answer. */
  connect: 'shell:connect',
  listening: 'shell:listening',
  mark: 'shell:mark',
  openWindow: 'shell:open-window',
  /** Page → shell, with an answer. */
  setPreferences: 'shell:set-preferences',
  command: 'shell:command',
  saveText: 'shell:save-text',
  savePicture: 'shell:save-picture',
  pickWorkspace: 'shell:pick-workspace',
  pickFile: 'shell:pick-file',
  pickPlace: 'shell:pick-place',
  /** Shell → page. */
  port: 'shell:port',
  event: 'shell:event',
} as const;

/** Marks the facts among the arguments of the page's process: `--pilothouse-facts=<base64 of JSON>`. */
export const FACTS_FLAG = '--pilothouse-facts=';
/** The window message that carries a port to the backend. */
export const PORT_MESSAGE = 'backend-port';
