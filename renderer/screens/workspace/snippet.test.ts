import { expect, it } from 'vitest';
import { trackingSnippet } from './snippet';

it('the token is read from its file, wherever that is', () => {
  expect(trackingSnippet('http://127.0.0.1:5000', '/srv/models/token')).toBe(
    'export MLFLOW_TRACKING_URI=http://127.0.0.1:5000\nexport MLFLOW_TRACKING_TOKEN="$(cat /srv/models/token)"',
  );
  expect(trackingSnippet('http://127.0.0.1:1', "~/my models/it's")).toContain(String.raw`"$(cat ~/'my models/it'\''s')"`);
});
