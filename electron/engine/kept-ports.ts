import { AppError, failure } from '../../shared/models/failure';
import type { Log } from '../backend/lib/log';
import type { Serving, StartServing } from './serving/contract';
import { startTracking, type Tracking, type TrackingOptions } from './tracking/tracking-server';
import type { KeptSettings } from './workspace/kept-settings';

/**
 * At the port that was asked for, or nowhere. Unasked, where it was last, which is what runs know that outlived an engine; or at any.
 * @throws AppError `local` `port-taken`
 */
export async function listenWhere(asked: number | null, settings: KeptSettings, log: Log, options: Omit<TrackingOptions, 'port'>): Promise<Tracking> {
  const wanted = asked ?? settings.port ?? 0;
  try {
    const tracking = await startTracking({ ...options, port: wanted });
    settings.keepPort(tracking.port);
    return tracking;
  } catch (error) {
    if (asked !== null || wanted === 0)
      throw new AppError(failure('local', { reason: 'port-taken', text: String(error), values: { port: String(wanted) } }), { cause: error });
    log.warn('the tracking address is not where it was', { port: wanted, text: String(error) });
    const tracking = await startTracking({ ...options, port: 0 });
    settings.keepPort(tracking.port);
    return tracking;
  }
}

/** Where it was last, which is what callers know; or at any. */
export async function serveWhere(
  start: StartServing | undefined,
  settings: KeptSettings,
  told: Omit<Parameters<StartServing>[0], 'port'>,
  log: Log,
): Promise<Serving> {
  if (!start) throw new AppError(failure('unsupported', { text: 'no gateway can be brought up here' }));
  const at = (port: number | null) => start({ port, ...told });
  const serving = await at(settings.servingPort).catch((error: unknown) => {
    if (settings.servingPort === null) throw error;
    log.warn('the gateway is not where it was', { port: settings.servingPort, text: String(error) });
    return at(null);
  });
  settings.keepServingPort(Number(new URL(serving.uri).port));
  return serving;
}
