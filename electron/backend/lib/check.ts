import type { Check } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';

export const check = (id: Check['id'], outcome: Check['outcome'], values: Check['values'] = {}, why: Check['failure'] = null): Check => ({
  id,
  outcome,
  values,
  failure: why,
});

/** Whether somebody writes the object from elsewhere, and may put back what is changed here. */
export const gitOwnerCheck = (owner: Delivery['owner']): Check =>
  owner ? check('git-owner', 'warn', { tool: owner.tool, name: owner.name, reverts: String(owner.reverts) }) : check('git-owner', 'pass');
