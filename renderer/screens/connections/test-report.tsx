import type { Input } from '../../../shared/api/api';
import { useProgress } from '../../data/watch';
import { isLastStep, STEPS_OF, TestSteps } from '../../parts/test-steps';

export type TestReportProps = Input<'connections.test'> & { readonly system?: keyof typeof STEPS_OF };

/** The steps to a connection, or to what may become one, each as it happens. Starts when it is mounted. */
export function TestReport({ subject, system = 'kubernetes' }: TestReportProps) {
  return <TestSteps steps={STEPS_OF[system]} progress={useProgress('connections.test', { subject }, isLastStep)} />;
}
