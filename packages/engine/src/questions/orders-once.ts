/**
 * SQL text of a relation with one row an order: the labels of its journey, `currency`, `value` (an exact decimal). An order
 * counts once however many journeys have it: with the journey that began first.
 *
 * @param journeys SQL text of a relation with the columns of `journeys`
 * @param labels SQL expressions over them by the names that they get
 * @param where SQL condition over them
 *
 * @example ordersOnce('SELECT * FROM journeys', { segment: 'device' }, 'orders != []')
 */
export function ordersOnce(journeys: string, labels: Readonly<Record<string, string>>, where = '1'): string {
  const names = Object.keys(labels);
  const told = Object.entries(labels).map(([name, label]) => `${label} AS ${name},`);
  const columns = [...names, 'currency', 'value'].map((name, i) => `first.${i + 1} AS ${name}`);
  return `SELECT ${columns.join(', ')}
  FROM (
    SELECT argMin((${[...names, 'bought.3', 'bought.2'].join(', ')}), (start, person_id, number)) AS first
    FROM (
      SELECT
        start, person_id, number, ${told.join(' ')}
        arrayJoin(arrayZip(orders, order_values, order_currencies)) AS bought
      FROM (${journeys})
      WHERE ${where}
    )
    GROUP BY bought.1
  )`;
}
