import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { BodyFault, type BodyRows, readCsvBody, readJsonBody, readJsonLines, type Side } from './body-rows';
import type { ReadPayloads } from './payload-files';
import { FeatureWriter } from './write-features';

const Half = z.object({ observedContentType: z.string().nullish(), data: z.string(), encoding: z.enum(['JSON', 'CSV', 'BASE64']) });
const Line = z.object({
  captureData: z.object({ endpointInput: Half.nullish(), endpointOutput: Half.nullish() }),
  eventMetadata: z.object({ eventId: z.string(), inferenceId: z.string().nullish(), inferenceTime: z.string() }),
});

/** The variant is a folder of the path: `{endpoint}/{variant}/yyyy/mm/dd/hh/*.jsonl`. */
const VARIANT = /\/([^/]+)\/\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+$/;

/** What data capture of a SageMaker endpoint wrote: a line for each request, with its answer. */
export const readSageMaker: ReadPayloads = async (job, { requests, path, signal }) => {
  const told = { rows: 0, unanswered: 0, unreadable: 0, repeated: 0 };
  const seen = new Set<string>();
  const writer = await FeatureWriter.begin(path);
  try {
    for (const file of requests) {
      const raw = createReadStream(file.path);
      const lines = createInterface({ input: file.path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw, crlfDelay: Number.POSITIVE_INFINITY });
      for await (const text of lines) {
        if (signal?.aborted) break;
        if (text.trim() === '') continue;
        const line = parsed(text);
        const time = line ? Date.parse(line.eventMetadata.inferenceTime) : Number.NaN;
        if (!line || Number.isNaN(time)) {
          told.unreadable++;
          continue;
        }
        const { eventId, inferenceId } = line.eventMetadata;
        const id = inferenceId ?? eventId; // what the caller named it is what labels name
        if (seen.has(eventId)) told.repeated++;
        if (seen.has(eventId)) continue;
        seen.add(eventId);
        const request = bodyOf(line.captureData.endpointInput, 'in');
        const response = bodyOf(line.captureData.endpointOutput, 'out');
        if (!line.captureData.endpointOutput) told.unanswered++;
        else if (!request || !response) told.unreadable++;
        if (!request || !line.captureData.endpointOutput) continue;
        await writer.add({ id, time, revision: VARIANT.exec(file.path)?.[1] ?? null, request, response: response?.rows === request.rows ? response : null });
      }
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return { ...told, rows: (await writer.end(job, path)) ?? 0 };
};

function parsed(text: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return null; // counted as unreadable
  }
}

function bodyOf(half: z.infer<typeof Half> | null | undefined, side: Side): BodyRows | null {
  if (!half) return null;
  try {
    const text = half.encoding === 'BASE64' ? new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(half.data, 'base64')) : half.data;
    const type = half.observedContentType ?? '';
    if (half.encoding === 'CSV' || /csv/i.test(type)) return readCsvBody(text, side);
    return /jsonlines/i.test(type) ? readJsonLines(text, side) : readJsonBody(text, side);
  } catch (error) {
    if (error instanceof BodyFault || error instanceof TypeError) return null;
    throw error;
  }
}
