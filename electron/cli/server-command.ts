import { readFileSync } from 'node:fs';
import { MLFLOW_SERVER, ServerCommand } from '../../shared/models/server-command';
import { BadInput } from './exit';

/** The server that answers for a version, as JSON or in a file of it; what it leaves out is as it is for MLflow. Null: none is named. @throws BadInput */
export function serverCommandOf(given: string | undefined): ServerCommand | null {
  if (given === undefined) return null;
  try {
    const text = given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8');
    const { env, model, readySeconds } = MLFLOW_SERVER;
    const parsed = ServerCommand.safeParse({ env, model, readySeconds, ...JSON.parse(text) });
    if (parsed.success) return parsed.data;
    throw new BadInput(`--server: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`--server does not take “${given}”: ${error instanceof Error ? error.message : String(error)}`);
  }
}
