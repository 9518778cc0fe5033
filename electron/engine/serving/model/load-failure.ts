import { type Failure, failure } from '../../../../shared/models/failure';

/** What ONNX Runtime says when it does not load a model, and what that means. Its texts are those of 1.2x; another text is told as it is. */
const MEANINGS = [
  { says: ['Protobuf parsing failed', 'ModelProto does not have a graph', 'failed to parse'], code: 'invalid', reason: 'model-corrupt' },
  {
    says: [
      'is not a registered function/op',
      'No Op registered for',
      'NOT_IMPLEMENTED',
      'Could not find an implementation',
      'Unsupported model IR version',
      'Unrecognized attribute',
      'opset',
    ],
    code: 'unsupported',
    reason: 'operator-unknown',
  },
  { says: ["doesn't exist", 'No such file'], code: 'not-found', reason: 'model-file-gone' },
  { says: ['bad_alloc', 'Failed to allocate'], code: 'limited', reason: 'model-too-large' },
] as const;

export function loadFailure(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  const meaning = MEANINGS.find(({ says }) => says.some((words) => text.includes(words)));
  return meaning ? failure(meaning.code, { reason: meaning.reason, text }) : failure('invalid', { reason: 'model-not-loaded', text });
}
