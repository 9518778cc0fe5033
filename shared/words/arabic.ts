import { aboutAr } from './ar/about';
import { addressAr } from './ar/address';
import { attentionAr } from './ar/attention';
import { actionsAr } from './ar/actions';
import { compareAr } from './ar/compare';
import { connectionsAr } from './ar/connections';
import { dataAr } from './ar/data';
import { modelsAr } from './ar/models';
import { runsAr } from './ar/runs';
import { workspaceAr } from './ar/workspace';
import { deliveriesAr } from './ar/deliveries';
import { deliveryAr } from './ar/delivery';
import { driftAr } from './ar/drift';
import { failureAr } from './ar/failure';
import { galleryAr } from './ar/gallery';
import { ledgerAr } from './ar/ledger';
import { lineageAr } from './ar/lineage';
import { menuAr } from './ar/menu';
import { monitorFormAr } from './ar/monitor-form';
import { monitorsAr } from './ar/monitors';
import { objectsAr } from './ar/objects';
import { planAr } from './ar/plan';
import { sampleAr } from './ar/sample';
import { serverAr } from './ar/server';
import { servicesAr } from './ar/services';
import { settingsAr } from './ar/settings';
import { shellAr } from './ar/shell';
import { stagesAr } from './ar/stages';
import { uiAr } from './ar/ui';
import type { Words } from './words';

/** Every text in Arabic. */
export const ar: Words = {
  ...aboutAr,
  ...addressAr,
  ...actionsAr,
  ...attentionAr,
  ...compareAr,
  ...connectionsAr,
  ...deliveriesAr,
  ...deliveryAr,
  ...driftAr,
  ...failureAr,
  ...galleryAr,
  ...ledgerAr,
  ...lineageAr,
  ...menuAr,
  ...monitorsAr,
  ...monitorFormAr,
  ...objectsAr,
  ...planAr,
  ...sampleAr,
  ...serverAr,
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
