/** An answer that may be a failure, in a form that survives a port. Inside a process, throw; on the wire, send this. */
export type Result<T, F> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: F };
