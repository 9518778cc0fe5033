import { lazy, Suspense } from 'react';
import { closePlan, useOpenPlan } from './open-plan';

const load = async () => ({ default: (await import('./plan-dialog')).PlanDialog });
const Dialog = lazy(load);
/** Reads the dialog's code before it is asked for, so that a press is answered at once. */
export const prepareDialog = (): void => void load();

/** The place above the page where a plan is shown, whoever asked for it. Once, in the frame. */
export function PlanHost() {
  const open = useOpenPlan();
  return <Suspense fallback={null}>{open && <Dialog key={open.opening} open={open} onClose={closePlan} />}</Suspense>;
}
