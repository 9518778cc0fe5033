import type { FailureCode, FailureReason } from '../models/failure';
import type { Locale } from '../models/preferences';
import { aboutAr } from './ar/about';
import { attentionAr } from './ar/attention';
import { actionsAr } from './ar/actions';
import { connectionsAr } from './ar/connections';
import { dataAr } from './ar/data';
import { modelsAr } from './ar/models';
import { runsAr } from './ar/runs';
import { workspaceAr } from './ar/workspace';
import { deliveriesAr } from './ar/deliveries';
import { deliveryAr } from './ar/delivery';
import { failureAr } from './ar/failure';
import { galleryAr } from './ar/gallery';
import { ledgerAr } from './ar/ledger';
import { lineageAr } from './ar/lineage';
import { menuAr } from './ar/menu';
import { planAr } from './ar/plan';
import { sampleAr } from './ar/sample';
import { servicesAr } from './ar/services';
import { settingsAr } from './ar/settings';
import { shellAr } from './ar/shell';
import { stagesAr } from './ar/stages';
import { uiAr } from './ar/ui';
import { aboutEn } from './en/about';
import { attentionEn } from './en/attention';
import { actionsEn } from './en/actions';
import { connectionsEn } from './en/connections';
import { dataEn } from './en/data';
import { modelsEn } from './en/models';
import { runsEn } from './en/runs';
import { workspaceEn } from './en/workspace';
import { deliveriesEn } from './en/deliveries';
import { deliveryEn } from './en/delivery';
import { failureEn } from './en/failure';
import { galleryEn } from './en/gallery';
import { ledgerEn } from './en/ledger';
import { lineageEn } from './en/lineage';
import { menuEn } from './en/menu';
import { planEn } from './en/plan';
import { sampleEn } from './en/sample';
import { servicesEn } from './en/services';
import { settingsEn } from './en/settings';
import { shellEn } from './en/shell';
import { stagesEn } from './en/stages';
import { uiEn } from './en/ui';

const en = {
  ...aboutEn,
  ...actionsEn,
  ...attentionEn,
  ...connectionsEn,
  ...deliveriesEn,
  ...deliveryEn,
  ...failureEn,
  ...galleryEn,
  ...ledgerEn,
  ...lineageEn,
  ...menuEn,
  ...planEn,
  ...sampleEn,
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

const ar: Record<WordId, string> = {
  ...aboutAr,
  ...actionsAr,
  ...attentionAr,
  ...connectionsAr,
  ...deliveriesAr,
  ...deliveryAr,
  ...failureAr,
  ...galleryAr,
  ...ledgerAr,
  ...lineageAr,
  ...menuAr,
  ...planAr,
  ...sampleAr,
  ...servicesAr,
  ...settingsAr,
  ...shellAr,
  ...stagesAr,
  ...uiAr,
  ...workspaceAr,
  ...runsAr,
  ...modelsAr,
  ...dataAr,
};

/** Every text that people read, in every language, as ICU messages. A text that one language lacks does not compile. */
export const words: Record<Locale, Record<WordId, string>> = { en, ar };

/** A code or a reason without words does not compile. */
export const failureWord = (code: FailureCode): WordId => `failure.${code}`;
export const reasonWord = (reason: FailureReason): WordId => `failure.reason.${reason}`;
