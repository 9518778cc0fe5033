import { WorkspaceSettings } from '../../../shared/models/workspace';

/** The settings as they are typed. Empty: no limit. */
export type SettingsDraft = {
  readonly runsAtOnce: string;
  readonly quotaGb: string;
  readonly keepLogsDays: string;
  readonly keepRunsOnQuit: boolean;
  readonly keepServingOnQuit: boolean;
};
const GB = 1e9;

export const draftOf = ({ runsAtOnce, quotaBytes, keepLogsDays, keepRunsOnQuit, keepServingOnQuit }: WorkspaceSettings): SettingsDraft => ({
  runsAtOnce: String(runsAtOnce),
  quotaGb: quotaBytes === null ? '' : String(quotaBytes / GB),
  keepLogsDays: keepLogsDays === null ? '' : String(keepLogsDays),
  keepRunsOnQuit,
  keepServingOnQuit,
});

const optional = (text: string) => (text.trim() === '' ? null : Number(text));

/** The settings; or which fields hold what cannot be. */
export function settingsOf({ runsAtOnce, quotaGb, keepLogsDays, keepRunsOnQuit, keepServingOnQuit }: SettingsDraft): {
  readonly settings: WorkspaceSettings | null;
  readonly wrong: ReadonlySet<string>;
} {
  const gb = optional(quotaGb);
  const parsed = WorkspaceSettings.safeParse({
    runsAtOnce: runsAtOnce.trim() === '' ? Number.NaN : Number(runsAtOnce),
    quotaBytes: gb === null ? null : Math.round(gb * GB),
    keepLogsDays: optional(keepLogsDays),
    keepRunsOnQuit,
    keepServingOnQuit,
  });
  return parsed.success
    ? { settings: parsed.data, wrong: new Set() }
    : { settings: null, wrong: new Set(parsed.error.issues.map(({ path }) => String(path[0]))) };
}
