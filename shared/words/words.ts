import type { FailureCode, FailureReason } from '../models/failure';
import { aboutEn } from './en/about';
import { addressEn } from './en/address';
import { attentionEn } from './en/attention';
import { actionsEn } from './en/actions';
import { compareEn } from './en/compare';
import { connectionsEn } from './en/connections';
import { dataEn } from './en/data';
import { modelsEn } from './en/models';
import { runsEn } from './en/runs';
import { workspaceEn } from './en/workspace';
import { deliveriesEn } from './en/deliveries';
import { deliveryEn } from './en/delivery';
import { driftEn } from './en/drift';
import { failureEn } from './en/failure';
import { galleryEn } from './en/gallery';
import { ledgerEn } from './en/ledger';
import { lineageEn } from './en/lineage';
import { menuEn } from './en/menu';
import { monitorFormEn } from './en/monitor-form';
import { monitorsEn } from './en/monitors';
import { objectsEn } from './en/objects';
import { planEn } from './en/plan';
import { sampleEn } from './en/sample';
import { serverEn } from './en/server';
import { servicesEn } from './en/services';
import { settingsEn } from './en/settings';
import { shellEn } from './en/shell';
import { stagesEn } from './en/stages';
import { uiEn } from './en/ui';

/** Every text that people read, in English, as ICU messages. Other languages lie in files of their own, read only where they are spoken. */
export const en = {
  ...aboutEn,
  ...addressEn,
  ...actionsEn,
  ...attentionEn,
  ...compareEn,
  ...connectionsEn,
  ...deliveriesEn,
  ...deliveryEn,
  ...driftEn,
  ...failureEn,
  ...galleryEn,
  ...ledgerEn,
  ...lineageEn,
  ...menuEn,
  ...monitorsEn,
  ...monitorFormEn,
  ...objectsEn,
  ...planEn,
  ...sampleEn,
  ...serverEn,
  ...servicesEn,
  ...settingsEn,
  ...shellEn,
  ...stagesEn,
  ...uiEn,
  ...workspaceEn,
  ...runsEn,
  ...modelsEn,
  ...dataEn,
};

/** The name of a text. */
export type WordId = keyof typeof en;

/** All texts of a language. A text that one lacks does not compile. */
export type Words = Readonly<Record<WordId, string>>;

/** A code or a reason without words does not compile. */
export const failureWord = (code: FailureCode): WordId => `failure.${code}`;
export const reasonWord = (reason: FailureReason): WordId => `failure.reason.${reason}`;
