import { readFile, stat } from 'node:fs/promises';
import { type DriftConfig, driftConfigSchema } from '../../shared/models/drift-config';
import { BadInput } from './exit';

/** A configuration of a thousand columns with all their edges is smaller. */
const CONFIG_MAX = 64_000_000;
const FAULTS_TOLD = 5;

/** What `--config` and `--columns` say together; the columns that are typed go before those of the file. @throws BadInput */
export async function driftConfigOf(file: string | undefined, columns: string | undefined): Promise<DriftConfig> {
  const given = file === undefined ? {} : await readConfig(file);
  const parsed = driftConfigSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': '));
    const more = faults.length > FAULTS_TOLD ? `; and ${faults.length - FAULTS_TOLD} more` : '';
    throw new BadInput(`--config ${file}: ${faults.slice(0, FAULTS_TOLD).join('; ')}${more}`);
  }
  return columns === undefined ? parsed.data : { ...parsed.data, columns: columnsOf(columns) };
}

async function readConfig(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    if (size > CONFIG_MAX) throw new BadInput(`--config ${file} has more than ${CONFIG_MAX} bytes`);
    return JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`--config ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** `a,b`, or a JSON list where a name holds a comma. @throws BadInput */
function columnsOf(text: string): string[] {
  const names = text.trimStart().startsWith('[') ? listOf(text) : text.split(',');
  if (names.length === 0 || names.some((name) => name === '')) throw new BadInput(`--columns does not take “${text}”: a name is empty`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new BadInput(`--columns names “${twice}” twice`);
  return names;
}

function listOf(text: string): string[] {
  try {
    const names: unknown = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch {
    // Told below, as any other list that is none.
  }
  throw new BadInput(`--columns does not take “${text}”: it is no list of names`);
}
