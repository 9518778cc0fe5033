import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { MeasuredColumn } from '../judge/measured-column';
import type { ColumnPlan } from './column-plan';
import type { CategoryColumn } from './count-categories';

/** A column of categories from what occurs on both sides: those that are frequent in the reference by name, all else together. */
export function measureCategories(plan: ColumnPlan, { otherBelow }: DriftConfig, reference: CategoryColumn, current: CategoryColumn): MeasuredColumn {
  const present = { reference: reference.rows - reference.nulls, current: current.rows - current.nulls };
  const named = reference.top.filter(({ rows }) => rows >= otherBelow * present.reference);
  const counts = {
    reference: named.map(({ rows }) => rows),
    current: named.map(({ low, high }) => current.hashes.count(low, high)),
  };
  const others = { reference: present.reference - sum(counts.reference), current: present.current - sum(counts.current) };
  const other = others.reference > 0 || others.current > 0;
  return {
    name: plan.name,
    type: plan.type,
    rows: { reference: reference.rows, current: current.rows },
    missing: { reference: reference.nulls, current: current.nulls },
    notFinite: { reference: 0, current: 0 },
    fault: null,
    bins: { kind: 'categories', values: named.map(({ value }) => value), other },
    counts: {
      reference: [...counts.reference, ...(other ? [others.reference] : [])],
      current: [...counts.current, ...(other ? [others.current] : [])],
    },
    values: null,
    newCategories: { rows: current.hashes.rowsNotIn(reference.hashes), once: reference.hashes.thatOften(1), twice: reference.hashes.thatOften(2) },
    outOfRange: null,
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
