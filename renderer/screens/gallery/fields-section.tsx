import { useState } from 'react';
import { MultiSelect } from '../../ui/multi-select';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { Segmented, Tabs } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { Checkbox, Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

const PLACES = ['ae-prod', 'dr-site', 'lab'] as const;
const choices = PLACES.map((value) => ({ value, label: value }));

export function FieldsSection() {
  const say = useWords();
  const [text, setText] = useState('ML-31');
  const [search, setSearch] = useState('');
  const [place, setPlace] = useState<(typeof PLACES)[number]>('ae-prod');
  const [places, setPlaces] = useState<readonly (typeof PLACES)[number][]>(['ae-prod', 'lab']);
  const [on, setOn] = useState(true);
  const [view, setView] = useState<'graph' | 'table' | 'both'>('both');
  const segments = (['graph', 'both', 'table'] as const).map((value) => ({ value, label: say(`gallery.view.${value}`) }));
  return (
    <Panel title={say('gallery.fields')}>
      <div className={styles.stack}>
        <SearchField label={say('gallery.search')} value={search} onChange={setSearch} keys="/" />
        <div className={styles.fields}>
          <TextField label={say('gallery.field.reason')} placeholder={say('gallery.field.reason.hint')} value="" onChange={setText} />
          <TextField label={say('gallery.field.ticket')} value={text} onChange={setText} hint={say('gallery.field.ticket.hint')} />
          <TextField label={say('gallery.field.weight')} value="140" onChange={setText} error={say('gallery.field.weight.error')} kind="number" />
          <TextField label={say('gallery.field.replicas')} value="10" onChange={setText} reason={say('gallery.field.replicas.reason')} />
          <TextField label={say('gallery.field.address')} value="https://10.0.0.7:6443" onChange={setText} mono />
          <TextField label={say('gallery.field.token')} value="abcdefghij" onChange={setText} kind="secret" />
          <Select label={say('gallery.field.place')} value={place} choices={choices} onChange={setPlace} />
          <MultiSelect label={say('gallery.field.places')} values={places} choices={choices} onChange={setPlaces} />
        </div>
        <TextField label={say('gallery.field.note')} value={say('gallery.field.note.text')} onChange={setText} kind="long" />
        <div className={styles.row}>
          <Segmented label={say('gallery.view')} value={view} segments={segments} onChange={setView} />
        </div>
        <Tabs label={say('gallery.view')} value={view} segments={segments} onChange={setView} />
        <div className={styles.fields}>
          <Switch label={say('gallery.switch')} hint={say('gallery.switch.hint')} checked={on} onChange={setOn} />
          <Switch label={say('gallery.switch.off')} checked={false} onChange={setOn} reason={say('gallery.reason')} />
          <Checkbox label={say('gallery.check')} checked={on} onChange={setOn} />
          <Checkbox label={say('gallery.check.mixed')} checked={false} mixed onChange={setOn} />
        </div>
      </div>
    </Panel>
  );
}
