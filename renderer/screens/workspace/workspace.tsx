import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useWorkspaces, type Here } from '../../data/workspace';
import { PageColumns } from '../../parts/page-columns';
import { SampleLifePanel } from '../../parts/sample-life/sample-life-panel';
import { ScreenHeader } from '../../parts/screen-header';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { ResumeIcon, SettingsIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import { CloseButton } from './close-button';
import { DataPanel } from './data-panel';
import { DiskPanel } from './disk-panel';
import { FailedPanel } from './failed-panel';
import { ModelsPanel } from './models-panel';
import { SettingsDialog } from './settings-dialog';
import { TrackingPanel } from './tracking-panel';
import { TrainingPanel } from './training-panel';
import styles from './workspace.module.css';

/** A workspace at a glance: what trains, what failed, what came of it, what its data lack, what it takes. */
export const Workspace = () => <WorkspaceGate title="workspace.title">{(here) => <Overview here={here} />}</WorkspaceGate>;

function Overview({ here }: { readonly here: Here }) {
  const say = useWords();
  const navigate = useNavigate();
  const [setting, setSetting] = useState(false);
  const { open } = useWorkspaces();
  if (!open) return null;
  return (
    <>
      <ScreenHeader
        title={<bdi>{open.name}</bdi>}
        lead={
          <span className={styles.lead}>
            <CodeText>{open.folder}</CodeText>
            {open.attached && <Chip mark="info">{say('workspace.attached')}</Chip>}
          </span>
        }
      >
        <Button icon={SettingsIcon} onClick={() => setSetting(true)}>
          {say('workspace.settings')}
        </Button>
        <CloseButton here={here} name={open.name} attached={open.attached} />
        <Button kind="primary" icon={ResumeIcon} onClick={() => void navigate({ to: '/runs', search: { start: 'new' } })}>
          {say('runs.start')}
        </Button>
      </ScreenHeader>
      <PageColumns
        main={
          <>
            <SampleLifePanel />
            <TrainingPanel here={here} />
            <FailedPanel here={here} />
            <ModelsPanel here={here} />
            <DataPanel here={here} />
          </>
        }
        side={
          <>
            <TrackingPanel open={open} />
            <DiskPanel here={here} />
          </>
        }
      />
      {setting && <SettingsDialog onClose={() => setSetting(false)} />}
    </>
  );
}
