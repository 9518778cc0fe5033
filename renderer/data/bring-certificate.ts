import { useCallback, useState } from 'react';
import type { CertificateFacts } from '../../shared/models/gateway-address';
import { AppError, type Failure, failureOf } from '../../shared/models/failure';
import { bridge } from './bridge';
import { backend } from './connect';
import { queries } from './request';

export type BringCertificate = { readonly failure: Failure | null; readonly working: boolean; readonly start: () => void };

/** Asks for a certificate and its key in the system's own dialogs. The page learns what is public of them, and nothing of where they lie. */
export function useBringCertificate(connection: string, done: (facts: CertificateFacts) => void): BringCertificate {
  const [state, setState] = useState<Omit<BringCertificate, 'start'>>({ failure: null, working: false });
  const start = useCallback(() => {
    const work = async () => {
      setState({ failure: null, working: true });
      try {
        const facts = await bring(connection);
        setState({ failure: null, working: false });
        if (facts) done(facts);
      } catch (error) {
        setState({ failure: failureOf(error), working: false });
      }
    };
    void work();
  }, [connection, done]);
  return { ...state, start };
}

/** Null: the user left one of the dialogs. @throws Failure, AppError */
async function bring(connection: string): Promise<CertificateFacts | null> {
  const certificate = await pick('certificate');
  const key = certificate && (await pick('certificate-key'));
  if (certificate === null || key === null) return null;
  const facts = await backend.request('workspaces.bringCertificate', { connection, certificate, key });
  await queries.invalidateQueries({ queryKey: ['address.get'] });
  return facts;
}

async function pick(what: 'certificate' | 'certificate-key'): Promise<string | null> {
  const picked = await bridge.pickFile(what);
  if (picked && 'failure' in picked) throw new AppError(picked.failure);
  return picked && picked.file;
}
