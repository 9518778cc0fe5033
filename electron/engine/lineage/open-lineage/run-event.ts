// Pure: what is known of a run, as an event of OpenLineage 2-0-2. Only what is known is told: a facet without its content is left out.

const SPEC = 'https://openlineage.io/spec';
const FIELDS_MAX = 10_000;

export const EVENT_TYPES = ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type NamedVersion = { readonly name: string; readonly version: string };
export type DataTold = NamedVersion & { readonly isModel: boolean; readonly fields: readonly { readonly name: string; readonly type: string }[] | null };

export type RunTold = {
  /** Of Pilothouse. */
  readonly by: string;
  /** 32 hex digits. */
  readonly run: string;
  readonly type: EventType;
  /** Epoch ms. */
  readonly at: number;
  /** Of the job and of all data of this workspace. */
  readonly namespace: string;
  readonly job: string;
  readonly inputs: readonly DataTold[];
  readonly outputs: readonly DataTold[];
  readonly tags: Readonly<Record<string, string>>;
  readonly error: { readonly message: string; readonly language: string } | null;
};

/** MLflow's run id with the dashes of a UUID. */
export const toUuid = (run: string): string => run.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
export const fromUuid = (uuid: string): string => uuid.replaceAll('-', '').toLowerCase();

export function runEvent({ by, run, type, at, namespace, job, inputs, outputs, tags, error }: RunTold): object {
  const facet = facetOf(by);
  const tagList = Object.entries(tags).map(([key, value]) => ({ key, value, source: 'PILOTHOUSE' }));
  return {
    eventTime: new Date(at).toISOString(),
    eventType: type,
    producer: producerOf(by),
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
    run: {
      runId: toUuid(run),
      facets: {
        processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', { version: by, name: 'Pilothouse' }),
        ...(tagList.length > 0 && { tags: facet('TagsRunFacet', '1-0-0', { tags: tagList }) }),
        ...(error && { errorMessage: facet('ErrorMessageRunFacet', '1-0-1', { message: error.message, programmingLanguage: error.language }) }),
      },
    },
    job: {
      namespace,
      name: job,
      facets: { jobType: facet('JobTypeJobFacet', '2-0-4', { processingType: 'BATCH', integration: 'PILOTHOUSE', jobType: 'TRAINING' }) },
    },
    inputs: inputs.map((data) => ({ ...dataset(facet, namespace, data), inputFacets: {} })),
    outputs: outputs.map((data) => ({ ...dataset(facet, namespace, data), outputFacets: {} })),
  };
}

const producerOf = (by: string): string => `urn:pilothouse:${by}`;

type Facet = (name: string, version: string, content: object) => object;
const facetOf =
  (by: string): Facet =>
  (name, version, content) => ({ _producer: producerOf(by), _schemaURL: `${SPEC}/facets/${version}/${name}.json#/$defs/${name}`, ...content });

const dataset = (facet: Facet, namespace: string, { name, version, isModel, fields }: DataTold): object => ({
  namespace,
  name,
  facets: {
    version: facet('DatasetVersionDatasetFacet', '1-0-1', { datasetVersion: version }),
    ...(isModel && { datasetType: facet('DatasetTypeDatasetFacet', '1-0-1', { datasetType: 'MODEL' }) }),
    ...(fields && { schema: facet('SchemaDatasetFacet', '1-2-0', { fields: fields.slice(0, FIELDS_MAX) }) }),
  },
});
