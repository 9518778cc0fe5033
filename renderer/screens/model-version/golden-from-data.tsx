import { useState } from 'react';
import type { Output } from '../../../shared/api/api';
import type { ModelVersion } from '../../../shared/models/model';
import { GOLDEN_ROWS_MAX } from '../../../shared/models/stage';
import { useChange, useRequest } from '../../data/request';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './model-version.module.css';

const ROWS = '20';

export type MadeGolden = Output<'stages.makeGolden'>;
export type GoldenFromDataProps = {
  readonly connection: string;
  readonly version: ModelVersion;
  /** Whose stable version answers; `alias`: the version under it. */
  readonly against: { readonly service: string | null; readonly alias: boolean };
  readonly onMade: (made: MadeGolden) => void;
};

/** Golden requests of rows of a dataset: which, and how many. */
export function GoldenFromData({ connection, version, against, onMade }: GoldenFromDataProps) {
  const say = useWords();
  const { data, error } = useRequest('data.list', { connection });
  const [chosen, setChosen] = useState<string | null>(null);
  const [rows, setRows] = useState(ROWS);
  const make = useChange('stages.makeGolden', { refresh: ['stages.choices', 'stages.list'], done: onMade });
  if (error) return <FailureState compact failure={error} />;
  if (!data) return <LoadingState what={say('stages.form.loading')} />;
  const [first] = data.datasets;
  if (!first) return <p className={styles.quiet}>{say('stages.form.make.none')}</p>;
  const dataset = chosen ?? first.name;
  const count = Number(rows);
  const isWrong = !Number.isInteger(count) || count < 1 || count > GOLDEN_ROWS_MAX;
  return (
    <>
      <Select
        label={say('stages.form.make.dataset')}
        hint={say('stages.form.make.dataset.hint')}
        value={dataset}
        choices={data.datasets.map(({ name }) => ({ value: name, label: name }))}
        onChange={setChosen}
      />
      <TextField
        kind="number"
        label={say('stages.form.make.rows')}
        hint={say('stages.form.make.rows.hint')}
        error={isWrong ? say('stages.form.make.rows.wrong', { most: GOLDEN_ROWS_MAX }) : null}
        value={rows}
        onChange={setRows}
      />
      <div>
        <Button
          working={make.isPending}
          reason={isWrong ? say('stages.form.make.rows.wrong', { most: GOLDEN_ROWS_MAX }) : null}
          onClick={() => make.mutate({ connection, model: version.model, version: version.version, ...against, dataset, rows: count })}
        >
          {say('stages.form.make')}
        </Button>
      </div>
      {make.error && <FailureState compact once failure={make.error} what={say('stages.form.make.failed')} />}
    </>
  );
}
