import type { ClientEvent } from '@desirepath/schema';
import { compact } from './compact.ts';
import { importId } from './import-id.ts';
import { type FieldSource, type Mapping, mappedProps } from './mapping.ts';
import { timeReader } from './time-reader.ts';

/** Where a row stands in its file. */
export interface RowPlace {
  /** 1 for the first row below the header. */
  number: number;
  /** How many rows with the same content came before it; tells true repetitions apart. */
  occurrence: number;
}

/** An event, or why the row is none. */
export type MappedRow = { event: ClientEvent } | { reason: string; column: string };
/** Turns rows of one table into events. */
export type RowMapper = (row: Record<string, string>, place: RowPlace) => MappedRow;

/** Thrown inside only: the row cannot be an event. */
class Unmappable extends Error {
  readonly column: string;
  constructor(column: string, reason: string) {
    super(reason);
    this.column = column;
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function reader(source: FieldSource | undefined): (row: Record<string, string>) => string {
  if (source === undefined) return () => '';
  if (typeof source === 'string') return (row) => (row[source] ?? '').trim();
  if ('constant' in source) return () => source.constant;
  const { column, values, otherwise } = source;
  const known = new Map(Object.entries(values ?? {}));
  return (row) => {
    const text = (row[column] ?? '').trim();
    const translated = known.get(text);
    if (translated !== undefined) return translated;
    if (values === undefined || otherwise === 'keep' || text === '') return text;
    if (otherwise === 'empty') return '';
    throw new Unmappable(column, `the value "${shorten(text)}" is not in the mapping's list`);
  };
}

function columnOf(source: FieldSource | undefined): string {
  if (source === undefined || typeof source === 'string') return source ?? '';
  return 'column' in source ? source.column : '';
}

/**
 * Makes the function that turns the rows of a table into events, as a mapping says. The id of an event is made of the
 * row's content and of how many equal rows came before, so the same file gives the same events every time.
 *
 * @example
 * const mapRow = rowMapper(mappingSchema.parse({ visitor: 'user', time: { column: 'at' }, name: 'event' }));
 * mapRow({ user: 'u1', at: '2024-03-13T10:21:14Z', event: 'view_item' }, { number: 1, occurrence: 0 });
 */
export function rowMapper(mapping: Mapping): RowMapper {
  const readTime = timeReader(mapping.time.format, mapping.time.zone);
  const read = {
    visitor: reader(mapping.visitor),
    name: reader(mapping.name),
    session: reader(mapping.session),
    user_id: reader(mapping.user_id),
    url: reader(mapping.url),
    title: reader(mapping.title),
    referrer: reader(mapping.referrer),
    source: reader(mapping.source),
    medium: reader(mapping.medium),
    campaign: reader(mapping.campaign),
    term: reader(mapping.term),
    content: reader(mapping.content),
    click_id: reader(mapping.click_id),
    channel: reader(mapping.channel),
    device: reader(mapping.device),
    browser: reader(mapping.browser),
    os: reader(mapping.os),
    country: reader(mapping.country),
    language: reader(mapping.language),
    order_id: reader(mapping.order_id),
    value: reader(mapping.value),
    currency: reader(mapping.currency),
  };
  const props = mappedProps(mapping);

  function number(column: string, text: string): number | undefined {
    if (text === '') return undefined;
    const value = Number(text);
    if (Number.isFinite(value)) return value;
    throw new Unmappable(column, `"${shorten(text)}" is not a number`);
  }

  function seqOf(row: Record<string, string>, place: RowPlace): number {
    const seq = mapping.seq === undefined ? place.number : number(mapping.seq, (row[mapping.seq] ?? '').trim());
    return seq !== undefined && Number.isInteger(seq) && seq >= 0 ? seq % 4_294_967_296 : 0;
  }

  function eventOf(row: Record<string, string>, place: RowPlace): ClientEvent {
    const moment = row[mapping.time.column] ?? '';
    const time = readTime(moment);
    if (time === null)
      throw new Unmappable(
        mapping.time.column,
        `"${shorten(moment)}" is not a time in the form ${mapping.time.format}`,
      );
    const name = read.name(row);
    if (name === '') throw new Unmappable(columnOf(mapping.name), 'the event has no name');
    const [visitor, userId] = [read.visitor(row), read.user_id(row)];
    if (visitor === '' && userId === '')
      throw new Unmappable(
        columnOf(mapping.visitor ?? mapping.user_id),
        'nobody is named: visitor and user_id are empty',
      );
    const skus = mapping.items === undefined ? [] : (row[mapping.items.column] ?? '').split(mapping.items.separator);
    const items = skus.map((sku) => sku.trim()).filter((sku) => sku !== '');
    const own: Record<string, string> = {};
    for (const [prop, column] of props) {
      const text = row[column] ?? '';
      if (text !== '') own[prop] = text;
    }
    const params = compact({
      ...own,
      transaction_id: read.order_id(row),
      value: number(columnOf(mapping.value), read.value(row)),
      currency: read.currency(row),
      items: items.length === 0 ? undefined : items.map((item) => ({ item_id: item })),
    });
    return {
      ...compact({
        visitor,
        user_id: userId,
        session: read.session(row),
        page: compact({ url: read.url(row), title: read.title(row), referrer: read.referrer(row) }),
        campaign: compact({
          source: read.source(row),
          medium: read.medium(row),
          name: read.campaign(row),
          term: read.term(row),
          content: read.content(row),
          click_id: read.click_id(row),
        }),
        channel: read.channel(row),
        device: read.device(row),
        browser: read.browser(row),
        os: read.os(row),
        country: read.country(row),
        language: read.language(row),
      }),
      id: importId(['csv', ...Object.entries(row).flat(), String(place.occurrence)]),
      name,
      time,
      seq: seqOf(row, place),
      params,
    };
  }

  return (row, place) => {
    try {
      return { event: eventOf(row, place) };
    } catch (error) {
      if (error instanceof Unmappable) return { reason: error.message, column: error.column };
      throw error;
    }
  };
}
