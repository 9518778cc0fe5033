import type { DataCheck } from '../../shared/models/dataset';
import type { Say } from '../ui/use-words';

const LISTED = 5;

/** A rule in words: `delay is between −60 and 1,500`. */
export function checkText(say: Say, number: (value: number) => string, check: DataCheck): string {
  switch (check.rule) {
    case 'not-null':
      return say('data.rule.not-null.text', { column: check.column });
    case 'range': {
      const { column, min, max } = check;
      if (min !== null && max !== null) return say('data.rule.range.both', { column, min: number(min), max: number(max) });
      if (min !== null) return say('data.rule.range.min', { column, min: number(min) });
      return say('data.rule.range.max', { column, max: max === null ? '∞' : number(max) });
    }
    case 'set': {
      const { column, values } = check;
      const listed = values.slice(0, LISTED).map(String).join(say('ui.list.comma'));
      return say(values.length > LISTED ? 'data.rule.set.many' : 'data.rule.set.text', { column, values: listed, more: values.length - LISTED });
    }
    case 'pattern':
      return say('data.rule.pattern.text', { column: check.column, pattern: check.pattern });
    case 'unique':
      return say('data.rule.unique.text', { columns: check.columns.join(say('ui.list.comma')) });
    case 'row-count': {
      const { min, max } = check;
      if (min !== null && max !== null) return say('data.rule.row-count.both', { min: number(min), max: number(max) });
      if (min !== null) return say('data.rule.row-count.min', { min: number(min) });
      return say('data.rule.row-count.max', { max: max === null ? '∞' : number(max) });
    }
    case 'freshness':
      return say('data.rule.freshness.text', { column: check.column, hours: number(check.hours) });
    case 'foreign-key':
      return say('data.rule.foreign-key.text', { column: check.column, dataset: check.dataset, references: check.references });
  }
}
