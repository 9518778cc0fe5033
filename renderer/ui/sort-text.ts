type Sort<Column extends string> = { readonly column: Column; readonly descending: boolean };

/** A sort as an address has it: `name`, and `-name` from the end. What is no column reads as what is sorted by anyway. */
export function readSort<Column extends string>(
  text: string | undefined,
  isColumn: (column: string) => column is Column,
  otherwise: Sort<NoInfer<Column>>,
): Sort<Column> {
  const descending = text?.startsWith('-') ?? false;
  const column = (descending ? text?.slice(1) : text) ?? '';
  return isColumn(column) ? { column, descending } : otherwise;
}

/** Nothing for what is sorted by anyway. */
export const sortText = ({ column, descending }: Sort<string>, otherwise: Sort<string>): string =>
  column === otherwise.column && descending === otherwise.descending ? '' : `${descending ? '-' : ''}${column}`;
