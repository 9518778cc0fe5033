import { isUtf8 } from 'node:buffer';
import type { ModelSignature } from '../../../../shared/models/model';
import type { ServerCommand } from '../../../../shared/models/server-command';
import { ProtocolError } from '../protocol/protocol-error';
import { type InferRequest, readOpenRequest } from '../protocol/read-request';
import { type Written, writeResponse } from '../protocol/write-response';
import type { Answer, Asked } from './ask-server';
import { readPredictions, writeInvocation } from './invocations';
import { parseExact } from './read-answer';

const TEXT_MAX = 1_000;
const JSON_TYPE = 'application/json';

export type Question = Pick<Asked, 'path' | 'headers' | 'body'> & {
  /** Of the caller's body. */
  readonly id: string | null;
  /** What the server answered, in the protocol. @throws ProtocolError */
  read(answer: Answer, id: string): Written;
};
export type Revision = { readonly service: string; readonly revision: number; readonly command: ServerCommand; readonly signature: ModelSignature | null };

/** A request of the Open Inference Protocol in the words of a server. @throws ProtocolError */
export function translate(content: string | Uint8Array, head: number | null, of: Revision): Question {
  return of.command.protocol === 'oip' ? passedOn(content, head, of.command) : translated(content, head, of);
}

/** As it came, and the answer as it comes: not a digit is touched. */
function passedOn(body: string | Uint8Array, head: number | null, { model }: ServerCommand): Question {
  const headers = head === null ? { 'content-type': JSON_TYPE } : { 'content-type': 'application/octet-stream', 'inference-header-content-length': head };
  return {
    path: `/v2/models/${model}/infer`,
    headers,
    body,
    id: null,
    read(answer) {
      refuseErrors(answer);
      const { body: told, head: length } = answer;
      if (length !== null && !(Number.isSafeInteger(length) && length >= 0 && length <= told.length)) throw garbage('the length of its JSON is not told');
      const said = parseExact(textOf(told.subarray(0, length ?? told.length)));
      if (!(said instanceof Map) || !Array.isArray(said.get('outputs'))) throw garbage('it has no outputs');
      return length === null ? { content: told.toString(), head: null } : { content: new Uint8Array(told), head: length };
    },
  };
}

function translated(content: string | Uint8Array, head: number | null, { service, revision, signature }: Revision): Question {
  const request = readOpenRequest({ content, head });
  if (request.inputs.length === 0) throw new ProtocolError(400, 'The body has no inputs.');
  return {
    path: '/invocations',
    headers: { 'content-type': JSON_TYPE },
    body: writeInvocation(request.inputs, signature),
    id: request.id,
    read(answer, id) {
      refuseErrors(answer);
      const outputs = chosen(readPredictions(textOf(answer.body), signature), request);
      return writeResponse({ service, revision, id, outputs });
    },
  };
}

function chosen(tensors: ReturnType<typeof readPredictions>, { outputs, allBinary }: Pick<InferRequest, 'outputs'> & { readonly allBinary: boolean }) {
  if (outputs.length === 0) return tensors.map((tensor) => ({ ...tensor, binary: allBinary }));
  return outputs.map(({ name, binary }) => {
    const found = tensors.find((tensor) => tensor.name === name);
    if (!found) throw new ProtocolError(400, `The model has no output "${name}"; it has ${tensors.map((tensor) => tensor.name).join(', ')}.`);
    return { ...found, binary };
  });
}

/** What the caller did wrong stays that; all else is the server's own. */
function refuseErrors({ status, body }: Answer): void {
  if (status === 200) return;
  const text = errorText(body.toString()).slice(0, TEXT_MAX);
  if (status >= 400 && status < 500 && status !== 404 && status !== 405)
    throw new ProtocolError(status, text || `The server of the model refused it (${status}).`);
  throw new ProtocolError(status >= 500 ? 500 : 502, `The server of the model failed (${status}): ${text}`);
}

/** `error` of the protocol, `message` of MLflow, `detail` of others; or all that it said. */
function errorText(text: string): string {
  try {
    const said = parseExact(text);
    const named = said instanceof Map ? ['error', 'message', 'detail'].map((name) => said.get(name)).find((each) => typeof each === 'string') : undefined;
    return typeof named === 'string' ? named : text;
  } catch {
    return text;
  }
}

const garbage = (why: string) => new ProtocolError(502, `The server of the model answered what cannot be read: ${why}.`);

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw garbage('it is not UTF-8');
  return bytes.toString();
}
