/** The head of a column. */
export interface Column {
  name: string;
  /** Said where the pointer rests, for words that are not everyday ones. */
  hint?: string;
  className?: string;
}

/** The row of heads of a table. */
export function TableHead({ columns }: { columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ name, hint, className }) => (
          <th key={name} scope="col" className={className}>
            {hint === undefined ? name : <abbr title={hint}>{name}</abbr>}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A column of figures. */
export function figures(name: string, hint?: string): Column {
  return { name, className: 'number', ...(hint !== undefined && { hint }) };
}
